using KernelHost.Security;
using KernelHost.Server.Errors;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Uploads;

/// <summary>
/// Where uploads wait until a model server has taken them: the first 64 KB of each in memory, the rest in a file without a name below the data directory, which
/// is gone with its call or with the process. All files together are bounded. Thread-safe.
/// </summary>
internal sealed class Spools(IOptions<KernelHostOptions> host, IOptions<ServerOptions> server)
{
    private const string Directory = "uploads";

    private static readonly TimeSpan SoonEnough = TimeSpan.FromSeconds(1);

    private long _bytesOnDisk;

    public long BytesOnDisk => Volatile.Read(ref _bytesOnDisk);

    public Spool Create() => new(this);

    /// <exception cref="ApiErrorException">There is no room left: 503, for now.</exception>
    public void Reserve(long bytes)
    {
        if (Interlocked.Add(ref _bytesOnDisk, bytes) <= server.Value.MaxSpooledBytes)
        {
            return;
        }

        Free(bytes);
        throw new ApiErrorException(new(StatusCodes.Status503ServiceUnavailable, "uploads_full",
            $"The uploads under way fill the {server.Value.MaxSpooledBytes} bytes set aside for them (setting Server:MaxSpooledBytes): try again in a moment.")
        {
            RetryAfter = SoonEnough,
        });
    }

    public void Free(long bytes) => Interlocked.Add(ref _bytesOnDisk, -bytes);

    public FileStream OpenFile()
    {
        var directory = PrivateDirectory.Create(Path.Combine(host.Value.DataDirectory, Directory));
        var path = Path.Combine(directory.FullName, Path.GetRandomFileName());
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, BufferSize = 0, Options = FileOptions.Asynchronous };
        if (OperatingSystem.IsWindows())
        {
            options.Options |= FileOptions.DeleteOnClose;
            return new(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        File.Delete(path);   // what has no name survives no crash
        return file;
    }
}
