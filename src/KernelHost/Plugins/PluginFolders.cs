using System.Collections.Immutable;

namespace KernelHost.Plugins;

/// <summary>The folders that should hold a plugin each.</summary>
/// <param name="Paths">In the order of their names, so that the same one wins every time two claim a name.</param>
internal sealed record PluginFolders(ImmutableArray<string> Paths, ImmutableArray<PluginProblem> Problems)
{
    /// <param name="configured">Null = beside the host, where it may be missing.</param>
    public static PluginFolders Under(string? configured)
    {
        var directory = Path.GetFullPath(configured ?? Path.Combine(AppContext.BaseDirectory, "plugins"));
        if (!Directory.Exists(directory))
            return new([], configured is null ? [] : [new(configured, "The folder of Plugins:Directory does not exist.")]);

        return new([.. Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal)], []);
    }
}
