using KernelHost.Plugins;
using Microsoft.SemanticKernel;

namespace KernelHost.Mcp;

/// <summary>The MCP servers of a setup as plugins of its kernel.</summary>
internal sealed class McpPlugins(McpConnections connections) : IPluginSource
{
    public long VersionFor(PluginScope scope) => connections.VersionFor(scope.Organization, scope.Setup);

    public ValueTask<IReadOnlyList<KernelPlugin>> CreateForAsync(PluginScope scope, IServiceProvider services, CancellationToken cancellationToken) =>
        connections.PluginsAsync(scope.Organization, scope.Setup, cancellationToken);
}
