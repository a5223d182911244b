using KernelHost.Mcp;
using KernelHost.Server.Auth;

namespace KernelHost.Server.Endpoints.Mcp;

/// <summary>How it stands with the MCP servers of a setup.</summary>
internal static class McpServersEndpoints
{
    private const string List = """
        {"items": [{"name": "files", "plugin": "mcp_files", "transport": "stdio", "status": "connected", "reason": null, "tools": 14, "left_out": [], "since": "2026-11-21T09:30:00Z", "restarts": 0}],
         "next_cursor": null}
        """;

    public static void MapMcpServers(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/admin/mcp-servers", ListAsync).RequireAuthorization(Policies.OrgAdmin).WithTags("Plugins").AnswersJson(List)
            .WithSummary("The MCP servers of a setup: whether they are connected, and if not, why")
            .WithDescription("Nothing is connected by asking. A server is connected when its plugin is first used, and is idle before that and after some time without use.");

    private static async Task<ListAnswer<McpServerAnswer>> ListAsync(
        [AsParameters] PageQuery page, string? setup, CallerSetup callers, McpConnections connections, CancellationToken cancellationToken)
    {
        var found = await callers.ChosenAsync(setup, cancellationToken);
        return ListAnswer.Of(page.Slice(await connections.StatusAsync(found.Organization, found.Setup, cancellationToken)), McpServerAnswer.Of);
    }
}

/// <param name="Plugin">What its tools are called as functions of.</param>
/// <param name="Status"><c>idle</c>, <c>connecting</c>, <c>connected</c>, <c>failed</c> or <c>disabled</c>.</param>
/// <param name="Reason">Why it is not connected; null when it is, or need not be.</param>
/// <param name="LeftOut">Tools that cannot be functions, each with why.</param>
/// <param name="Since">When it came to stand so.</param>
/// <param name="Restarts">How often it was connected to anew after it had gone.</param>
internal sealed record McpServerAnswer(
    string Name, string Plugin, string Transport, string Status, string? Reason, int Tools, IReadOnlyList<string> LeftOut, DateTime? Since, int Restarts)
{
    public static McpServerAnswer Of(McpStatus status) => new(
        status.Name, status.Plugin, status.Transport, status.State, status.Reason, status.Tools, status.LeftOut, status.Since?.UtcDateTime, status.Restarts);
}
