using KernelHost.Mcp;
using KernelHost.Plugins;
using Microsoft.SemanticKernel;

namespace KernelHost.Kernels.PluginCalling;

/// <summary>The tools of MCP servers as a chat offers them to its model. Pure.</summary>
public static class McpTools
{
    /// <summary>All tools of the servers of these names; those that are not there, or have none just now, offer none.</summary>
    /// <param name="servers">As the config calls them: a named model's <c>mcp_servers</c>, say.</param>
    public static IReadOnlyList<PluginTool> Of(Kernel kernel, IEnumerable<string> servers)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(servers);
        return [.. kernel.Plugins.OfType<McpPlugin>().Where(plugin => plugin.FunctionCount > 0 && servers.Contains(plugin.Server)).Select(plugin => new PluginTool(plugin.Name))];
    }

    /// <exception cref="PluginNotFoundException">One of the tools is an MCP server's that is not among these: to this chat it is not there.</exception>
    public static void RequireAmong(Kernel kernel, IEnumerable<PluginTool> tools, IReadOnlyCollection<string> servers)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(tools);
        foreach (var tool in tools)
        {
            if (kernel.Plugins.TryGetPlugin(tool.Plugin, out var plugin) && plugin is McpPlugin { Server: var server } && !servers.Contains(server))
            {
                throw new PluginNotFoundException(tool.Plugin, kernel.Plugins.Where(other => other is not McpPlugin of || servers.Contains(of.Server)).Select(other => other.Name));
            }
        }
    }
}
