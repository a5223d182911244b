namespace KernelHost.Events;

/// <summary>An event in the recent list. What happens again within <see cref="Window"/> of its beginning is counted in it. Thread-safe.</summary>
public sealed class KeptEvent
{
    /// <summary>From the first time on.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private long _count = 1;
    private long _lastTicks;
    private volatile HostEvent _latest;

    internal KeptEvent(long id, HostEvent happened, DateTimeOffset time)
    {
        (Id, _latest, Time, _lastTicks) = (id, happened, time, time.UtcTicks);
    }

    /// <summary>Of one organisation's events every later one has a greater id, also after a restart.</summary>
    public long Id { get; }

    /// <summary>When it happened, the first time.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>As it was the last time.</summary>
    public HostEvent Latest => _latest;

    public long Count => Interlocked.Read(ref _count);

    public DateTimeOffset LastTime => new(Interlocked.Read(ref _lastTicks), TimeSpan.Zero);

    /// <summary>Whether it can still be counted here when the same happens again.</summary>
    public bool IsOpenAt(DateTimeOffset now) => _latest.Repeats && now - Time < Window;

    internal void Repeat(HostEvent again, DateTimeOffset now)
    {
        _latest = again;
        Interlocked.Exchange(ref _lastTicks, now.UtcTicks);
        Interlocked.Increment(ref _count);
    }
}
