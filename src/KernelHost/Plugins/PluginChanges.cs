using System.Collections.Immutable;

namespace KernelHost.Plugins;

/// <summary>What came of a look at the plugins folder.</summary>
/// <param name="Loaded">New, or of a new version; by name.</param>
/// <param name="Unloaded">No longer offered; by name.</param>
/// <param name="Rejected">What could not be used; what served before, if anything, still does.</param>
public sealed record PluginChanges(ImmutableArray<LoadedPlugin> Loaded, ImmutableArray<LoadedPlugin> Unloaded, ImmutableArray<PluginProblem> Rejected)
{
    internal static PluginChanges Between(PluginSet before, PluginSet now) => new(
        [.. now.Plugins.Except(before.Plugins)],
        [.. before.Plugins.Where(plugin => now.Find(plugin.Name) is null)],
        [.. now.Problems.Except(before.Problems)]);
}
