using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace KernelHost.Mcp;

// What is heard of it while it is open: that it ended, that its tools changed.
internal sealed partial class McpConnection
{
    private const string ListensForChanges = "2026-07-28";   // from this version on a server says that its tools changed to whoever asked to hear of it

    private async Task WatchAsync(McpSession session)
    {
        if (session.Client.NegotiatedProtocolVersion is { } version && string.CompareOrdinal(version, ListensForChanges) >= 0)
        {
            _ = ListenAsync(session);
        }

        var ended = await session.Client.Completion;
        Lost(session, await EndOf(session) ?? $"The connection ended{(ended.Exception is { } failure ? $": {McpReasons.Of(failure)}" : ".")}");
    }

    private static async Task ListenAsync(McpSession session)
    {
        Task listen = session.Client.SendRequestAsync<SubscriptionsListenRequestParams, EmptyResult>(
            RequestMethods.SubscriptionsListen, new() { Notifications = new() { ToolsListChanged = true } }).AsTask();
        await listen.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);   // a server need not offer it
    }

    private async Task RefreshAsync()
    {
        if (_session is not { } session)
        {
            return;
        }

        using var limit = new CancellationTokenSource(options.ConnectTimeout, time);
        try
        {
            var tools = await McpToolList.ReadAsync(session.Client, options.MostTools, limit.Token);
            lock (_gate)
            {
                if (_session == session)
                {
                    Take(tools);
                }
            }
        }
        catch (Exception failure) when (failure is McpException or IOException or HttpRequestException or OperationCanceledException or InvalidOperationException)
        {
            LogNotListed(target.Server.Name, target.Organization, _reasons.Scrub(McpReasons.Of(failure)));   // what it had stays
        }
    }

    private void Take(McpToolList tools)
    {
        if (!tools.IsSameAs(Tools))
        {
            Tools = tools;
            Interlocked.Exchange(ref _version, nextVersion());
        }
    }

    [LoggerMessage(LogLevel.Warning, "MCP server {Server} of {Organization} did not list its tools again: {Reason}")]
    private partial void LogNotListed(string server, string organization, string reason);
}
