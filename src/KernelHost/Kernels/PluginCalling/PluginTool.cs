using System.Collections.Immutable;

namespace KernelHost.Kernels.PluginCalling;

/// <summary>A plugin that a chat request offers to its model.</summary>
/// <param name="Functions">The functions offered; null = all.</param>
public sealed record PluginTool(string Plugin, ImmutableArray<string>? Functions = null);
