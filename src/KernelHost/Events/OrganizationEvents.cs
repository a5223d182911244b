using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.CompilerServices;

namespace KernelHost.Events;

/// <summary>
/// What happened in one organisation: how often each kind, and the newest <see cref="Most"/> events; when it is full the oldest one goes. Thread-safe; what
/// happens again is counted without a lock.
/// </summary>
public sealed class OrganizationEvents
{
    public const int Most = 500;

    private readonly Lock _gate = new();
    private readonly Queue<KeptEvent> _kept = new();
    private readonly ConcurrentDictionary<EventTopic, KeptEvent> _newest = new();
    private readonly FrozenDictionary<string, StrongBox<long>> _counts = EventKinds.All.ToFrozenDictionary(kind => kind, _ => new StrongBox<long>());
    private TaskCompletionSource? _change;
    private long _lastId;

    internal OrganizationEvents(DateTimeOffset since)
    {
        // A restart begins again with nothing; ids that begin with the time go on, so that who reads on is not sent to where it has been.
        (Since, _lastId) = (since, since.ToUnixTimeMilliseconds() * 1000);
    }

    /// <summary>When it began to count.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>By kind, every time that one happened.</summary>
    public IReadOnlyDictionary<string, long> Counts => EventKinds.All.ToDictionary(kind => kind, kind => Interlocked.Read(ref _counts[kind].Value));

    /// <summary>The id of the newest event there was.</summary>
    public long LastId
    {
        get
        {
            lock (_gate)
                return _lastId;
        }
    }

    /// <summary>The recent ones, oldest first.</summary>
    public IReadOnlyList<KeptEvent> Recent()
    {
        lock (_gate)
            return [.. _kept];
    }

    /// <summary>Those after an event, oldest first.</summary>
    /// <param name="missed">Whether some in between, or the event itself, are not known any more; then these are all there are.</param>
    public IReadOnlyList<KeptEvent> After(long id, out bool missed)
    {
        lock (_gate)
        {
            missed = id < _lastId - _kept.Count || id > _lastId;
            return missed ? [.. _kept] : id == _lastId ? [] : [.. _kept.Skip(_kept.Count - (int)(_lastId - id))];
        }
    }

    /// <summary>Completes with the next event that is kept. Ask for it before <see cref="After"/>, else one may come in between.</summary>
    public Task NextChange()
    {
        lock (_gate)
            return (_change ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    /// <summary>Counts it where the same is kept already.</summary>
    internal bool TryRepeat(HostEvent happened, DateTimeOffset now)
    {
        if (happened.Topic is not { } topic || !_newest.TryGetValue(topic, out var kept) || !kept.IsOpenAt(now))
            return false;
        kept.Repeat(happened, now);
        Count(happened);
        return true;
    }

    /// <returns>What became of it, and whether it took the place of the oldest one.</returns>
    internal (bool Kept, bool Replaced) Keep(HostEvent happened, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (TryRepeat(happened, now))
                return (false, false);   // somebody else was faster
            var replaced = _kept.Count == Most;
            if (replaced)
                Drop();
            var kept = new KeptEvent(++_lastId, happened, now);
            _kept.Enqueue(kept);
            if (happened.Topic is { } topic)
                _newest[topic] = kept;
            Count(happened);
            Tell();
            return (true, replaced);
        }
    }

    internal void DropOldest()
    {
        lock (_gate)
        {
            if (_kept.Count > 0)
                Drop();
        }
    }

    /// <summary>For an organisation that is gone.</summary>
    internal void Clear()
    {
        lock (_gate)
        {
            _kept.Clear();
            _newest.Clear();
            Tell();
        }
    }

    private void Count(HostEvent happened) => Interlocked.Increment(ref _counts[happened.Kind].Value);

    private void Drop()
    {
        var oldest = _kept.Dequeue();
        if (oldest.Latest.Topic is { } topic)
            _newest.TryRemove(new(topic, oldest));   // unless a newer one has its place
    }

    private void Tell()
    {
        _change?.TrySetResult();
        _change = null;
    }
}
