using System.Collections.Immutable;

namespace KernelHost.Plugins;

/// <summary>The folders that should hold a plugin each.</summary>
/// <param name="IsThere">False when the configured folder is missing.</param>
/// <param name="Paths">In the order of their names, so that the same one wins every time two claim a name.</param>
internal sealed record PluginFolders(bool IsThere, ImmutableArray<string> Paths, ImmutableArray<PluginProblem> Problems)
{
    /// <param name="configured">Null = beside the host, where it may be missing.</param>
    public static PluginFolders Under(string? configured)
    {
        var directory = Root(configured);
        if (!Directory.Exists(directory))
            return new(configured is null, [], configured is null ? [] : [new(configured, "The folder of Plugins:Directory does not exist.")]);

        return new(true, [.. InOrder(Directory.EnumerateDirectories(directory))], [.. InOrder(Directory.EnumerateFiles(directory, "*.dll")).Select(Loose)]);
    }

    public static string Root(string? configured) => Path.GetFullPath(configured ?? Path.Combine(AppContext.BaseDirectory, "plugins"));

    private static IOrderedEnumerable<string> InOrder(IEnumerable<string> paths) => paths.Order(StringComparer.Ordinal);

    // Whoever put it there meant it to be a plugin, and would hear nothing of it.
    private static PluginProblem Loose(string file) =>
        new(Path.GetFileName(file), $"A plugin has a folder of its own: {Path.GetFileNameWithoutExtension(file)}/{Path.GetFileName(file)}.");
}
