using KernelHost.Security;
using KernelHost.Storage;
using Microsoft.Extensions.Options;

namespace KernelHost.Server;

/// <summary>
/// One host per data directory: configs and keys are answered from memory, so a second one would go on taking a key that the first revoked.
/// The operating system drops the lock with the process, however it ends.
/// </summary>
internal sealed class DataDirectoryLock(IOptions<KernelHostOptions> options) : IDisposable
{
    private const string FileName = "lock";

    private FileStream? _held;

    /// <exception cref="StorageException">Another host holds it.</exception>
    public void Acquire()
    {
        var directory = PrivateDirectory.Create(options.Value.DataDirectory);
        var path = Path.Combine(directory.FullName, FileName);
        try
        {
            _held = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (File.Exists(path))
        {
            throw new StorageException($"Another KernelHost uses the data directory {directory.FullName}. Stop it, or give this one a directory of its own with KernelHost:DataDirectory.", failure);
        }
    }

    public void Dispose() => _held?.Dispose();
}
