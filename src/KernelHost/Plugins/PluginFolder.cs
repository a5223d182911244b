using System.Collections.Immutable;

namespace KernelHost.Plugins;

/// <summary>One folder of the plugins folder: what of it serves, and what is wrong with it as it is now. Immutable.</summary>
/// <param name="Name">Without the path to it.</param>
/// <param name="Print">Of the state that was looked at last, also when it was not taken.</param>
/// <param name="World">Of the version that serves; null when none does.</param>
/// <param name="Plugins">Of that version.</param>
/// <param name="Problems">Of the state that was looked at last.</param>
internal sealed record PluginFolder(string Name, string Print, PluginWorld? World, ImmutableArray<LoadedPlugin> Plugins, ImmutableArray<PluginProblem> Problems)
{
    /// <summary>When the version that serves was loaded.</summary>
    public DateTimeOffset LoadedAt { get; init; }

    /// <summary>The folder is not what serves: its newer state cannot be used.</summary>
    public bool IsOutdated { get; init; }

    /// <summary>A newer state takes over unless it would lose, for a fault in it, a plugin that serves now.</summary>
    public PluginFolder Take(PluginFolder newer)
    {
        var lost = Plugins.FirstOrDefault(plugin => newer.Plugins.All(other => !string.Equals(other.Name, plugin.Name, StringComparison.OrdinalIgnoreCase)));
        return newer.Problems.IsEmpty || lost is null ? newer : this with { Print = newer.Print, Problems = newer.Problems, IsOutdated = true };
    }
}
