using KernelHost.Scheduling;
using Microsoft.Extensions.Logging;

namespace KernelHost.Mcp;

// How it is opened, and again when it was lost.
internal sealed partial class McpConnection
{
    private async Task<McpSession> SessionAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_session is { } open)
            {
                return open;
            }

            if (_state == McpState.Failed && _opening is null)
            {
                throw new McpUnavailableException(_reason ?? "It failed.");
            }
        }

        return await (Begin(evenIfFailed: false) ?? throw new McpUnavailableException("It is no longer configured.")).WaitAsync(cancellationToken);
    }

    /// <summary>Opens it, unless it is open or being opened, or failed a moment ago.</summary>
    /// <returns>Null when there is nothing to wait for.</returns>
    private Task<McpSession>? Begin(bool evenIfFailed)
    {
        lock (_gate)
        {
            _lastUsed = evenIfFailed ? _lastUsed : time.GetTimestamp();
            if (_session is { } open)
            {
                return Task.FromResult(open);
            }

            if (_opening is not null || _retired || (_state == McpState.Failed && !evenIfFailed))
            {
                return _opening;
            }

            Become(McpState.Connecting, _state == McpState.Failed ? _reason : null);
            return _opening = Task.Run(OpenAsync);
        }
    }

    private async Task<McpSession> OpenAsync()
    {
        await Workers.Enter();
        McpSession? session = null;
        using var limit = new CancellationTokenSource(options.ConnectTimeout, time);
        try
        {
            session = await connector.OpenAsync(target, () => _ = RefreshAsync(), limit.Token);
            var tools = await McpToolList.ReadAsync(session.Client, options.MostTools, limit.Token);
            if (!Opened(session, tools))
            {
                throw new McpUnavailableException("It is no longer configured.");
            }

            _ = WatchAsync(session);
            return session;
        }
        catch (Exception failure)
        {
            var reason = _reasons.Scrub(await EndOf(session) ?? (limit.IsCancellationRequested ? $"It was not ready within {options.ConnectTimeout.TotalSeconds:0.###} s (setting Mcp:ConnectTimeout)." : McpReasons.Of(failure)));
            Failed(reason);
            await CloseAsync(session);
            throw new McpUnavailableException(reason, failure);
        }
    }

    private bool Opened(McpSession session, McpToolList tools)
    {
        lock (_gate)
        {
            _opening = null;
            if (_retired)
            {
                return false;
            }

            _restarts += _failures > 0 ? 1 : 0;
            (_session, _failures) = (session, 0);
            Become(McpState.Connected, null);
            Take(tools);
        }

        LogConnected(target.Server.Name, target.Organization, tools.Tools.Length);
        return true;
    }

    /// <summary>What was open is no more, and is opened again after a pause.</summary>
    private void Lost(McpSession? session, string reason)
    {
        lock (_gate)
        {
            if (session is null || _session != session)
            {
                return;   // somebody else has seen it
            }

            _session = null;
        }

        Failed(_reasons.Scrub(reason));
        _ = CloseAsync(session);
    }

    private void Failed(string reason)
    {
        lock (_gate)
        {
            _opening = null;
            var changed = _state != McpState.Failed && _reason != reason;
            Become(McpState.Failed, reason);
            if (Tools.Tools.IsEmpty && changed)
            {
                Interlocked.Exchange(ref _version, nextVersion());
            }

            if (_retired)
            {
                return;
            }

            var pause = Math.Min(options.RetryTo.Ticks, options.RetryFrom.Ticks * Math.Pow(2, Math.Min(_failures++, 30)));
            _retry?.Dispose();
            _retry = time.CreateTimer(_ => Retry(), null, TimeSpan.FromTicks((long)pause), Timeout.InfiniteTimeSpan);
        }

        LogFailed(target.Server.Name, target.Organization, reason);
    }

    private void Retry()
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_lastUsed) >= options.IdleTime)
            {
                Become(McpState.Idle, _reason);
                _failures = 0;
                return;
            }
        }

        _ = Begin(evenIfFailed: true);
    }

    private void Become(string state, string? reason)
    {
        _since = state == _state ? _since ?? time.GetUtcNow() : time.GetUtcNow();
        (_state, _reason) = (state, reason);
    }

    [LoggerMessage(LogLevel.Information, "MCP server {Server} of {Organization} is connected, with {Tools} tools.")]
    private partial void LogConnected(string server, string organization, int tools);

    [LoggerMessage(LogLevel.Warning, "MCP server {Server} of {Organization} is not available: {Reason}")]
    private partial void LogFailed(string server, string organization, string reason);
}
