namespace KernelHost.Security;

/// <summary>A directory that only the host's user can enter.</summary>
public static class PrivateDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes it, if it is not there. One that is there keeps its mode: whoever made it chose it.</summary>
    public static DirectoryInfo Create(string path) =>
        OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, OwnerOnly);

    /// <summary>Makes it or closes it: for what is the host's own and nobody else's, such as keys copied back from a backup.</summary>
    public static DirectoryInfo Close(string path)
    {
        var directory = Create(path);
        if (!OperatingSystem.IsWindows())
        {
            directory.UnixFileMode = OwnerOnly;
        }

        return directory;
    }
}
