using System.Collections.Frozen;
using System.Collections.Immutable;

namespace KernelHost.Plugins;

/// <summary>All folders at one moment, and which of their plugins are offered: of two with one name the one that was there first. Immutable.</summary>
internal sealed class PluginSet
{
    private readonly FrozenDictionary<string, LoadedPlugin> _byName;

    private PluginSet(ImmutableArray<PluginFolder> folders, ImmutableArray<PluginProblem> outside, PluginSet? before)
    {
        Folders = folders;
        var named = folders.SelectMany(folder => folder.Plugins).GroupBy(plugin => plugin.Name, StringComparer.OrdinalIgnoreCase).Select(same => InOrder(same, before)).ToList();
        Plugins = [.. named.Select(same => same[0]).OrderBy(plugin => plugin.Name, StringComparer.Ordinal)];
        Problems = [.. outside, .. folders.SelectMany(folder => folder.Problems), .. named.SelectMany(Duplicates)];
        Version = before is null ? 0 : Plugins.SequenceEqual(before.Plugins) ? before.Version : before.Version + 1;
        _byName = Plugins.ToFrozenDictionary(plugin => plugin.Name, StringComparer.OrdinalIgnoreCase);
    }

    public static PluginSet Empty { get; } = new([], [], null);

    /// <summary>Grows with every change of what is offered.</summary>
    public long Version { get; }

    /// <summary>By name.</summary>
    public ImmutableArray<PluginFolder> Folders { get; }

    /// <summary>By name.</summary>
    public ImmutableArray<LoadedPlugin> Plugins { get; }

    public ImmutableArray<PluginProblem> Problems { get; }

    public LoadedPlugin? Find(string name) => _byName.GetValueOrDefault(name);

    public PluginFolder? FindFolder(string name) => Folders.FirstOrDefault(folder => folder.Name == name);

    /// <param name="outside">What is wrong beside the folders.</param>
    public PluginSet With(ImmutableArray<PluginFolder> folders, ImmutableArray<PluginProblem> outside) => new(folders, outside, this);

    private static LoadedPlugin[] InOrder(IEnumerable<LoadedPlugin> same, PluginSet? before)
    {
        LoadedPlugin[] all = [.. same];
        var owner = all.Length > 1 ? before?.Find(all[0].Name)?.Folder : null;
        return owner is null ? all : [.. all.OrderBy(plugin => plugin.Folder != owner)];   // stable: the others stay in the order of their folders
    }

    private static IEnumerable<PluginProblem> Duplicates(LoadedPlugin[] same) =>
        same.Skip(1).Select(plugin => new PluginProblem(plugin.Folder, $"A plugin named '{plugin.Name}' is there already, from '{same[0].Folder}'."));
}
