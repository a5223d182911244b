using System.Collections.Immutable;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>What an MCP server's entry must be like.</summary>
internal static class McpServerRules
{
    private static readonly string[] Transports = ["stdio", "http", "sse"];

    public static IEnumerable<ConfigProblem> Check(string path, McpServer server) =>
    [
        .. string.IsNullOrWhiteSpace(server.Name) ? ConfigRules.Error($"{path}.name", "invalid_name", "An MCP server's name is not empty.") : [],
        .. server.Transport is { } transport && !Transports.Contains(transport)
            ? ConfigRules.Error($"{path}.transport", "unknown_transport", $"\"{transport}\" is not a transport. {ConfigNames.Choose(transport, Transports)}") : [],
        .. server is { Transport: "stdio", Command: null or "" }
            ? ConfigRules.Error($"{path}.command", "missing_member", "A server with transport \"stdio\" needs a \"command\".") : [],
        .. server is { Transport: "http" or "sse", BaseUrl: null or "" }
            ? ConfigRules.Error($"{path}.base_url", "missing_base_url", $"A server with transport \"{server.Transport}\" needs a \"base_url\".") : [],
        .. server.BaseUrl is { Length: > 0 } url ? ConfigNames.CheckUrl($"{path}.base_url", url) : [],
        .. (server.Headers ?? ImmutableDictionary<string, Secret>.Empty)
            .SelectMany(header => ConfigNames.CheckSecret(JsonPath.Member($"{path}.headers", header.Key), header.Value)),
    ];
}
