using System.Diagnostics.CodeAnalysis;
using Microsoft.SemanticKernel;

namespace KernelHost.Plugins;

/// <summary>A plugin that knows its version, for the listing: Semantic Kernel's plugins have none.</summary>
public sealed class VersionedPlugin : KernelPlugin
{
    private readonly KernelPlugin _plugin;

    // Held only so that it stays.
    private readonly PluginInstance? _life;

    /// <param name="plugin">Whose name and functions it has.</param>
    public VersionedPlugin(KernelPlugin plugin, string version, string description)
        : this(plugin, version, description, null)
    {
    }

    internal VersionedPlugin(KernelPlugin plugin, string version, string description, PluginInstance? life)
        : base(RequireName(plugin), description) => (_plugin, Version, _life) = (plugin, version, life);

    public string Version { get; }

    public override int FunctionCount => _plugin.FunctionCount;

    public override bool TryGetFunction(string name, [NotNullWhen(true)] out KernelFunction? function) => _plugin.TryGetFunction(name, out function);

    public override IEnumerator<KernelFunction> GetEnumerator() => _plugin.GetEnumerator();

    private static string RequireName(KernelPlugin plugin)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        return plugin.Name;
    }
}
