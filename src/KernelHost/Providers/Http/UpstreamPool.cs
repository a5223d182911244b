using System.Collections.Concurrent;
using KernelHost.Security;

namespace KernelHost.Providers.Http;

/// <summary>
/// One connection pool per upstream address and reach, shared by every organisation that has both: who may reach less never gets a connection made
/// for who may reach more. It knows no keys: those go on each request.
/// When it is full, the pool unused for longest is let go.
/// </summary>
internal sealed class UpstreamPool(UpstreamGate gate, TimeProvider time)
{
    public const int MaxAddresses = 512;

    private readonly ConcurrentDictionary<Address, Entry> _entries = new();

    public int Count => _entries.Count;

    private long Now => time.GetTimestamp();

    public HttpMessageInvoker For(ProviderConnection connection)
    {
        var url = connection.BaseUrl;
        var address = new Address(url.Scheme, url.IdnHost, url.Port, connection.Reach, connection.Timeouts.Connect);
        var entry = _entries.GetValueOrDefault(address) ?? Add(address);
        entry.LastUsed = Now;
        return entry.Invoker;
    }

    // Counting takes every lock of the dictionary, so only who adds does it.
    private Entry Add(Address address)
    {
        var entry = _entries.GetOrAdd(address, static (address, pool) => new(pool.Create(address)) { LastUsed = pool.Now }, this);
        if (_entries.Count > MaxAddresses)
            LetOneGo();
        return entry;
    }

    // Not disposed: calls may be running on it. Its idle connections close by themselves and the collector takes the rest.
    private void LetOneGo() => _entries.TryRemove(_entries.MinBy(pair => pair.Value.LastUsed).Key, out _);

    private HttpMessageInvoker Create(Address address) => new(new SocketsHttpHandler
    {
        ActivityHeadersPropagator = null,   // a span for each call costs more than the bytes of the call, and our trace ids are not for model servers
        AllowAutoRedirect = false,
        ConnectCallback = new Dialling(gate, address.Reach, address.ConnectTimeout, time).ConnectAsync,
        ConnectTimeout = address.ConnectTimeout,   // the same limit once more, for the TLS handshake that follows the dialling
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
        UseProxy = false,
    });

    private readonly record struct Address(string Scheme, string Host, int Port, UpstreamReach Reach, TimeSpan ConnectTimeout);

    private sealed class Entry(HttpMessageInvoker invoker)
    {
        private long _lastUsed;

        public HttpMessageInvoker Invoker => invoker;

        public long LastUsed
        {
            get => Volatile.Read(ref _lastUsed);
            set => Volatile.Write(ref _lastUsed, value);
        }
    }
}
