namespace KernelHost.Security;

/// <summary>Hands the first admin key to whoever can read the data directory.</summary>
internal static class AdminKeyFile
{
    public static string PathIn(string dataDirectory) => Path.GetFullPath(Path.Combine(dataDirectory, "admin-key"));

    /// <summary>Whole or not at all, and never readable by others, not even for a moment.</summary>
    public static async Task WriteAsync(string path, string key, CancellationToken cancellationToken)
    {
        var draft = path + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.WriteThrough };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var writer = new StreamWriter(draft, options))
        {
            await writer.WriteLineAsync(key.AsMemory(), cancellationToken);
        }

        File.Move(draft, path, overwrite: true);
    }
}
