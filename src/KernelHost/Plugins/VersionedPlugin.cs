using System.Diagnostics.CodeAnalysis;
using Microsoft.SemanticKernel;

namespace KernelHost.Plugins;

/// <summary>A plugin that knows its version, for the listing: Semantic Kernel's plugins have none.</summary>
public sealed class VersionedPlugin : KernelPlugin
{
    private readonly KernelPlugin _plugin;

    /// <param name="plugin">Whose name and functions it has.</param>
    public VersionedPlugin(KernelPlugin plugin, string version, string description)
        : base(RequireName(plugin), description) => (_plugin, Version) = (plugin, version);

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
