using KernelHost.Events;

namespace KernelHost.Server.Endpoints.Events;

/// <summary>
/// Where one reader is in an organisation's events. Nothing is queued for it: it takes what is kept, and who is too slow misses what is not kept any more and is
/// told so. Not thread-safe.
/// </summary>
internal sealed class EventReading
{
    private readonly OrganizationEvents _events;
    private readonly EventFilter _filter;
    private readonly List<(KeptEvent Event, long Told)> _growing = [];
    private long _last;

    /// <param name="after">The last event that the reader knows; null = begin with the next, or with those the filter's <c>since</c> takes.</param>
    public EventReading(OrganizationEvents events, EventFilter filter, long? after)
    {
        (_events, _filter, _last) = (events, filter, after ?? events.LastId);
        if (after is null && filter.Since is not null && events.Recent() is [var oldest, ..])
        {
            _last = oldest.Id - 1;
        }
    }

    /// <summary>Completes when there is more to take.</summary>
    public Task More() => _events.NextChange();

    /// <summary>What there is to tell.</summary>
    /// <param name="missed">Whether there was more that is not known any more.</param>
    public IReadOnlyList<EventNews> Take(DateTimeOffset now, out bool missed)
    {
        List<EventNews> news = [.. Grown(now)];
        var next = _events.After(_last, out missed);
        if (missed || next.Count > 0)
        {
            _last = next.Count > 0 ? next[^1].Id : _events.LastId;
        }

        foreach (var kept in next.Where(_filter.Takes))
        {
            news.Add(new(kept, IsNew: true));
            if (kept.Latest.Repeats)
            {
                _growing.Add((kept, kept.Count));
            }
        }

        return news;
    }

    /// <summary>When one that was told as new can be told as it has become; null when there is none.</summary>
    public TimeSpan? UntilGrown(DateTimeOffset now) => _growing.Count == 0 ? null : _growing.Min(one => one.Event.Time) + KeptEvent.Window - now is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero;

    private IEnumerable<EventNews> Grown(DateTimeOffset now)
    {
        foreach (var (kept, told) in _growing.Where(one => !one.Event.IsOpenAt(now)).ToArray())
        {
            _growing.Remove((kept, told));
            if (kept.Count > told)
            {
                yield return new(kept, IsNew: false);
            }
        }
    }
}

/// <param name="IsNew">False: it was told before, and happened again since.</param>
internal sealed record EventNews(KeptEvent Event, bool IsNew);
