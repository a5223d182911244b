using KernelHost.Scheduling;
using KernelHost.Security;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace KernelHost.Mcp;

/// <summary>
/// One server of one organisation: opened when it is first used, opened again with growing pauses when it has gone, closed when nobody uses it. What its tools were is known
/// meanwhile. Thread-safe.
/// </summary>
internal sealed partial class McpConnection(McpTarget target, McpConnector connector, McpOptions options, TimeProvider time, Func<long> nextVersion, ILogger<McpConnection> logger)
{
    private const int MostReasonCharacters = 500;
    private const string ListensForChanges = "2026-07-28";   // from this version on a server says that its tools changed to whoever asked to hear of it

    private readonly Lock _gate = new();
    private Task<McpSession>? _opening;
    private McpSession? _session;
    private ITimer? _retry;
    private string _state = McpState.Idle;
    private string? _reason;
    private DateTimeOffset? _since;
    private long _lastUsed = time.GetTimestamp();
    private int _failures;
    private int _restarts;
    private int _calls;
    private bool _retired;
    private long _version = nextVersion();

    public McpTarget Target => target;

    /// <summary>Changes when the tools or the reason for having none do.</summary>
    public long Version => Interlocked.Read(ref _version);

    public McpToolList Tools { get; private set; } = McpToolList.Empty;

    public McpStatus Status
    {
        get
        {
            lock (_gate)
            {
                return new(target.Server.Name, McpNames.Plugin(target.Server.Name), TransportOf(target), _state, _reason, Tools.Tools.Length, Tools.LeftOut, _since, _restarts);
            }
        }
    }

    public static string TransportOf(McpTarget target) => target.Server.Transport ?? (target.Server.IsCommand ? "stdio" : "http");

    /// <summary>Calls a tool.</summary>
    /// <exception cref="PluginException">The server cannot be reached, refused the call or ended meanwhile.</exception>
    public async Task<CallToolResult> CallAsync(string tool, IReadOnlyDictionary<string, object?> arguments, IProgress<ProgressNotificationValue>? progress, CancellationToken cancellationToken)
    {
        Enter();
        McpSession? session = null;
        try
        {
            session = await SessionAsync(cancellationToken);
            return await session.Client.CallToolAsync(tool, arguments, progress, cancellationToken: cancellationToken);
        }
        catch (McpUnavailableException unavailable)
        {
            throw new PluginException($"The MCP server '{target.Server.Name}' is not available: {unavailable.Message}", unavailable);
        }
        catch (McpProtocolException refused)
        {
            throw new PluginException($"The MCP server '{target.Server.Name}' refused the call: {Scrub(refused.Message)}", refused);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = await EndOf(session) ?? $"The call failed: {Explain(failure)}";
            Lost(session, reason);
            throw new PluginException($"The MCP server '{target.Server.Name}' did not answer: {Scrub(reason)}", failure);
        }
        finally
        {
            await LeaveAsync();
        }
    }

    /// <summary>Waits until the server is connected or known not to be, but no longer than it may hold up a first call.</summary>
    public async Task FirstAsync(CancellationToken cancellationToken)
    {
        var pending = Begin(evenIfFailed: false);
        if (pending is null)
        {
            return;
        }

        await ((Task)pending).WaitAsync(options.FirstWait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

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

    /// <summary>What is told of a failure, without secrets.</summary>
    private string Scrub(string text)
    {
        foreach (var secret in (target.Server.Env ?? []).Values.Concat((target.Server.Headers ?? []).Values))
        {
            text = SecretForms.Hide(text, secret);
        }

        text = SecretForms.HideLikely(text);
        return text.Length > MostReasonCharacters ? text[..MostReasonCharacters] + "…" : text;
    }

    private static async Task<string?> EndOf(McpSession? session) => session?.Process is { } process ? await process.EndAsync() : null;

    private static string Explain(Exception failure) => failure switch
    {
        McpUnavailableException said => said.Message,
        UpstreamRefusedException refused => refused.Message,
        { InnerException: { } inner } when failure is HttpRequestException or IOException or McpException => Explain(inner),
        HttpRequestException { StatusCode: { } status } => $"it answered with the status {(int)status}.",
        OperationCanceledException or TimeoutException => "it did not answer in time.",
        IOException => "the connection ended.",
        McpException protocol => protocol.Message,
        _ => $"{failure.GetType().Name}.",
    };

    private void Enter()
    {
        lock (_gate)
        {
            _calls++;
            _lastUsed = time.GetTimestamp();
        }
    }

    private Task LeaveAsync()
    {
        McpSession? session = null;
        lock (_gate)
        {
            _lastUsed = time.GetTimestamp();
            if (--_calls == 0 && _retired)
            {
                (session, _session) = (_session, null);
            }
        }

        return CloseAsync(session);
    }

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
            var reason = Scrub(await EndOf(session) ?? (limit.IsCancellationRequested ? $"It was not ready within {options.ConnectTimeout.TotalSeconds:0.###} s (setting Mcp:ConnectTimeout)." : Explain(failure)));
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

        Failed(Scrub(reason));
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

    private async Task WatchAsync(McpSession session)
    {
        if (session.Client.NegotiatedProtocolVersion is { } version && string.CompareOrdinal(version, ListensForChanges) >= 0)
        {
            _ = ListenAsync(session);
        }

        var ended = await session.Client.Completion;
        Lost(session, await EndOf(session) ?? $"The connection ended{(ended.Exception is { } failure ? $": {Explain(failure)}" : ".")}");
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
            LogNotListed(target.Server.Name, target.Organization, Scrub(Explain(failure)));   // what it had stays
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

    private void Become(string state, string? reason)
    {
        _since = state == _state ? _since ?? time.GetUtcNow() : time.GetUtcNow();
        (_state, _reason) = (state, reason);
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

    [LoggerMessage(LogLevel.Information, "MCP server {Server} of {Organization} is connected, with {Tools} tools.")]
    private partial void LogConnected(string server, string organization, int tools);

    [LoggerMessage(LogLevel.Warning, "MCP server {Server} of {Organization} is not available: {Reason}")]
    private partial void LogFailed(string server, string organization, string reason);

    [LoggerMessage(LogLevel.Warning, "MCP server {Server} of {Organization} did not list its tools again: {Reason}")]
    private partial void LogNotListed(string server, string organization, string reason);

    [LoggerMessage(LogLevel.Debug, "MCP server {Server} of {Organization} was closed with {Failure}.")]
    private partial void LogNotClosed(string server, string organization, string failure);
}
