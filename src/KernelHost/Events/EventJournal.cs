using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace KernelHost.Events;

/// <summary>
/// Counts every event, logs it and keeps the recent ones of each organisation in memory. What happens again within <see cref="KeptEvent.Window"/> is counted and
/// neither logged nor kept anew, so that a model that fails for every call is told once. Bounded: when all organisations together have
/// <see cref="Most"/> events, the oldest one goes for each that comes. Thread-safe; nobody who publishes waits for those who read.
/// </summary>
public sealed partial class EventJournal : IDisposable
{
    public const int Most = 100_000;

    private static readonly Meter Meter = new("KernelHost");
    private static readonly Counter<long> Events = Meter.CreateCounter<long>("kernelhost.events", description: "What happened to models while calls ran, by kind.");

    private readonly ConcurrentDictionary<string, OrganizationEvents> _organizations = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<OrganizationEvents> _oldestFirst = new();   // one entry for each event that is kept
    private readonly HostEvents _events;
    private readonly TimeProvider _time;
    private readonly ILogger<EventJournal> _logger;
    private int _kept;

    public EventJournal(HostEvents events, TimeProvider time, ILogger<EventJournal> logger)
    {
        (_events, _time, _logger) = (events, time, logger);
        _events.Published += Add;
    }

    public OrganizationEvents Of(string organization) => _organizations.TryGetValue(organization, out var known) ? known
        : _organizations.GetOrAdd(organization, static (_, now) => new(now), _time.GetUtcNow());

    /// <summary>For an organisation that is gone: its slug may be given again.</summary>
    public void Forget(string organization)
    {
        if (_organizations.TryRemove(organization, out var gone))
            gone.Clear();
    }

    public void Dispose() => _events.Published -= Add;

    private void Add(HostEvent happened)
    {
        Events.Add(1, new KeyValuePair<string, object?>("kind", happened.Kind));
        var (organization, now) = (Of(happened.Organization), _time.GetUtcNow());
        if (organization.TryRepeat(happened, now))
            return;
        var (kept, replaced) = organization.Keep(happened, now);
        if (!kept)
            return;
        if (!replaced)
            MakeRoomFor(organization);
        Log(happened.Level, happened.Kind, happened.Organization, happened.Setup, happened.Summary);
    }

    private void MakeRoomFor(OrganizationEvents organization)
    {
        _oldestFirst.Enqueue(organization);
        if (Interlocked.Increment(ref _kept) > Most && _oldestFirst.TryDequeue(out var oldest))
        {
            Interlocked.Decrement(ref _kept);
            oldest.DropOldest();
        }
    }

    [LoggerMessage("{Kind} in {Organization}/{Setup}: {Summary}")]
    private partial void Log(LogLevel level, string kind, string organization, string setup, string summary);
}
