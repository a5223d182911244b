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
    private readonly Lock _gate = new();
    private readonly McpReasons _reasons = new(target);
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
            throw new PluginException($"The MCP server '{target.Server.Name}' refused the call: {_reasons.Scrub(refused.Message)}", refused);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = await EndOf(session) ?? $"The call failed: {McpReasons.Of(failure)}";
            Lost(session, reason);
            throw new PluginException($"The MCP server '{target.Server.Name}' did not answer: {_reasons.Scrub(reason)}", failure);
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

    private static async Task<string?> EndOf(McpSession? session) => session?.Process is { } process ? await process.EndAsync() : null;
}
