using Microsoft.Extensions.Logging;
using ModelContextProtocol;

namespace KernelHost.Mcp;

// How it ends: unused, no longer configured, or with the host.
internal sealed partial class McpConnection
{
    /// <summary>Closes it when it was not used for long.</summary>
    public Task RestAsync()
    {
        McpSession? session;
        lock (_gate)
        {
            if (_calls > 0 || _opening is not null || time.GetElapsedTime(_lastUsed) < options.IdleTime)
            {
                return Task.CompletedTask;
            }

            _retry?.Dispose();
            (session, _session, _retry, _failures) = (_session, null, null, 0);
            if (_state != McpState.Idle)
            {
                Become(McpState.Idle, null);
            }
        }

        return CloseAsync(session);
    }

    /// <summary>No config names it any more: it ends with the last of its calls.</summary>
    public Task RetireAsync()
    {
        McpSession? session = null;
        lock (_gate)
        {
            _retired = true;
            _retry?.Dispose();
            if (_calls == 0)
            {
                (session, _session) = (_session, null);
            }
        }

        return CloseAsync(session);
    }

    /// <summary>The host stops.</summary>
    public async Task EndAsync()
    {
        Task<McpSession>? opening;
        McpSession? session;
        lock (_gate)
        {
            _retired = true;
            _retry?.Dispose();
            (opening, session, _session) = (_opening, _session, null);
        }

        if (opening is not null)
        {
            await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);   // which closes what it opened
        }

        await CloseAsync(session);
    }

    private async Task CloseAsync(McpSession? session)
    {
        if (session is null)
        {
            return;
        }

        try
        {
            await session.DisposeAsync();
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException or InvalidOperationException or McpException)
        {
            LogNotClosed(target.Server.Name, target.Organization, failure.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Debug, "MCP server {Server} of {Organization} was closed with {Failure}.")]
    private partial void LogNotClosed(string server, string organization, string failure);
}
