namespace KernelHost.Plugins;

/// <summary>
/// Copies that plugins are loaded from, so that their own files can be replaced at any time, also where a system locks what a process has loaded. In a temporary folder that only the
/// host's user can read; each copy goes when its plugins have, the rest at the host's end, and what a host that was killed left behind when the next one starts. Thread-safe.
/// </summary>
internal sealed class ShadowFolder : IDisposable
{
    private const string Prefix = "kernelhost-plugins-";

    private readonly Lazy<(string Path, FileStream Lock)> _root = new(Open);
    private int _copies;

    /// <returns>The copy, or null when the folder was changed or went meanwhile.</returns>
    /// <param name="print">The state that is wanted.</param>
    public string? Copy(string folder, string print)
    {
        // The copy has its folder's name: messages of the loader tell it.
        var copy = Path.Combine(_root.Value.Path, $"{Interlocked.Increment(ref _copies)}", Path.GetFileName(folder));
        try
        {
            CopyFiles(folder, copy);
            if (FolderPrint.Of(folder) == print)
                return copy;
        }
        catch (Exception changed) when (changed is IOException or UnauthorizedAccessException)
        {
            // Somebody writes to it: that it is not what was wanted is all there is to say.
        }

        Delete(copy);
        return null;
    }

    /// <summary>Where the system still holds a file, it stays until the host's end.</summary>
    public static void Delete(string copy) => TryDelete(Path.GetDirectoryName(copy) ?? copy);

    public void Dispose()
    {
        if (_root.IsValueCreated)
        {
            _root.Value.Lock.Dispose();
            TryDelete(_root.Value.Path);
        }
    }

    private static (string Path, FileStream Lock) Open()
    {
        foreach (var left in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*").Where(folder => File.Exists(LockOf(folder))))
        {
            if (TryLock(left) is { } nobodys)
            {
                nobodys.Dispose();
                TryDelete(left);
            }
        }

        while (true)
        {
            var root = Directory.CreateTempSubdirectory(Prefix).FullName;
            if (TryLock(root) is { } held)
                return (root, held);   // else another host that starts took it for one that was left
        }
    }

    /// <returns>Null when another host holds it.</returns>
    private static FileStream? TryLock(string root)
    {
        try
        {
            return new(LockOf(root), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string LockOf(string root) => Path.Combine(root, "lock");

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static void CopyFiles(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? to);
            File.Copy(file, target);
        }
    }
}
