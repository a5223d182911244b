using KernelHost.Security;
using ModelContextProtocol.Server;

namespace KernelHost.Server.Mcp;

/// <summary>One client's session: it is its key's and nobody else's. Thread-safe.</summary>
internal sealed class ClientSession : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly TimeProvider _time;
    private readonly McpServer _server;
    private readonly Task _running;
    private volatile Caller _caller;
    private Stream? _stream;
    private long _lastUsed;
    private int _uses;

    public ClientSession(string id, Caller caller, McpOffer offer, TimeProvider time)
    {
        (Id, _caller, _time, _lastUsed) = (id, caller, time, time.GetTimestamp());
        Transport = new() { SessionId = id };
        _server = McpServer.Create(Transport, offer.For(() => _caller));
        _running = Task.Run(() => _server.RunAsync(_end.Token));
    }

    public string Id { get; }

    /// <summary>Whose it is, as of their last request.</summary>
    public Caller Caller => _caller;

    public StreamableHttpServerTransport Transport { get; }

    /// <summary>Whether it hears what is told.</summary>
    public bool Listens => Volatile.Read(ref _stream) is not null;

    /// <summary>What was offered when it was last told.</summary>
    public OfferVersion Told { get; set; }

    public TimeSpan Unused => Volatile.Read(ref _uses) > 0 ? TimeSpan.Zero : _time.GetElapsedTime(Interlocked.Read(ref _lastUsed));

    public bool IsOf(Caller caller) => caller.KeyId == _caller.KeyId && caller.Organization == _caller.Organization;

    /// <summary>A request of it, until its end.</summary>
    public IDisposable Use(Caller caller)
    {
        _caller = caller;
        Interlocked.Increment(ref _uses);
        return new Ending(() =>
        {
            Interlocked.Exchange(ref _lastUsed, _time.GetTimestamp());
            Interlocked.Decrement(ref _uses);
        });
    }

    /// <summary>Its stream, until its end; null when it has one already.</summary>
    /// <param name="isStillAccepted">Whether the request would still be let in.</param>
    public IDisposable? Listen(Func<bool> isStillAccepted, Action end)
    {
        var stream = new Stream(isStillAccepted, end);
        if (Interlocked.CompareExchange(ref _stream, stream, null) is not null)
        {
            return null;
        }

        Interlocked.Increment(ref _uses);
        return new Ending(() =>
        {
            Volatile.Write(ref _stream, null);
            Interlocked.Exchange(ref _lastUsed, _time.GetTimestamp());
            Interlocked.Decrement(ref _uses);
        });
    }

    /// <summary>Ends the stream of a client that would no longer be let in.</summary>
    public void EndRefusedStream()
    {
        if (Volatile.Read(ref _stream) is { } stream && !stream.IsStillAccepted())
        {
            stream.End();
        }
    }

    public Task TellAsync(string notification, CancellationToken cancellationToken) => _server.SendNotificationAsync(notification, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _server.DisposeAsync();
        await Transport.DisposeAsync();
        _end.Dispose();
    }

    private sealed record Stream(Func<bool> IsStillAccepted, Action End);

    private sealed class Ending(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
