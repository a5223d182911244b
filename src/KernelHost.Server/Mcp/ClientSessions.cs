using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using KernelHost.Security;
using KernelHost.Server.Errors;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;

namespace KernelHost.Server.Mcp;

/// <summary>
/// The open sessions: bounded, ended when nobody uses them. Every two seconds those that listen are told whether what they are offered has changed. Singleton, thread-safe.
/// </summary>
internal sealed partial class ClientSessions : IAsyncDisposable
{
    private const int IdBytes = 24;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, ClientSession> _sessions = new(StringComparer.Ordinal);
    private readonly McpOffer _offer;
    private readonly McpEndpointOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ClientSessions> _logger;
    private readonly ITimer _looks;
    private int _looking;

    public ClientSessions(McpOffer offer, IOptions<McpEndpointOptions> options, TimeProvider time, ILogger<ClientSessions> logger)
    {
        (_offer, _options, _time, _logger) = (offer, options.Value, time, logger);
        _looks = time.CreateTimer(_ => _ = LookAsync(), null, BetweenLooks, BetweenLooks);
    }

    /// <exception cref="ApiErrorException">There are too many.</exception>
    public async ValueTask<ClientSession> OpenAsync(Caller caller, CancellationToken cancellationToken)
    {
        var told = await _offer.VersionAsync(caller, cancellationToken);
        var own = _sessions.Values.Where(session => session.IsOf(caller)).ToArray();
        if (own.Length >= _options.MostSessionsPerKey)
        {
            var oldest = own.MaxBy(session => session.Unused) ?? own[0];
            _ = Task.Run(() => EndAsync(oldest), CancellationToken.None);
        }
        else if (_sessions.Count >= _options.MostSessions)
        {
            throw new ApiErrorException(new(StatusCodes.Status503ServiceUnavailable, "too_many_sessions", "Too many MCP sessions are open on this host just now.") { RetryAfter = TimeSpan.FromSeconds(30) });
        }

        var session = new ClientSession(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes)), caller, _offer, _time) { Told = told };
        _sessions[session.Id] = session;
        return session;
    }

    /// <summary>Null when there is none, or it is another key's: both look the same.</summary>
    public ClientSession? Find(string id, Caller caller) => _sessions.TryGetValue(id, out var session) && session.IsOf(caller) ? session : null;

    public async Task EndAsync(ClientSession session)
    {
        if (_sessions.TryRemove(session.Id, out _))
        {
            await session.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _looks.DisposeAsync();
        await Task.WhenAll(_sessions.Values.Select(EndAsync));
    }

    private async Task LookAsync()
    {
        if (Interlocked.Exchange(ref _looking, 1) == 1)
        {
            return;
        }

        try
        {
            foreach (var session in _sessions.Values)
            {
                await LookAsync(session);
            }
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    private async Task LookAsync(ClientSession session)
    {
        try
        {
            session.EndRefusedStream();
            if (session.Unused >= _options.SessionIdleTime)
            {
                await EndAsync(session);
            }
            else if (session.Listens)
            {
                await TellAsync(session);
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            LogNotTold(failure);   // one client's stream; the next look tries again
        }
    }

    private async Task TellAsync(ClientSession session)
    {
        var now = await _offer.VersionAsync(session.Caller, CancellationToken.None);
        var told = session.Told;
        session.Told = now;
        if ((told.Plugins, told.Config) != (now.Plugins, now.Config))
        {
            await session.TellAsync(NotificationMethods.ToolListChangedNotification, CancellationToken.None);
        }

        if (told.Config != now.Config)
        {
            await session.TellAsync(NotificationMethods.PromptListChangedNotification, CancellationToken.None);
        }

        if (told.Knowledge != now.Knowledge)
        {
            await session.TellAsync(NotificationMethods.ResourceListChangedNotification, CancellationToken.None);
        }
    }

    [LoggerMessage(LogLevel.Debug, "An MCP session could not be told of changes.")]
    private partial void LogNotTold(Exception failure);
}
