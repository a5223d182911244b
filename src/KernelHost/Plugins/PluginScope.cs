using KernelHost.Organizations;

namespace KernelHost.Plugins;

/// <summary>Whose kernel plugins are made for.</summary>
/// <param name="SetupName">The setup's name in the organisation's config.</param>
public sealed record PluginScope(string Organization, string SetupName, Setup Setup);
