namespace KernelHost.Throttling;

/// <summary>
/// Lets a request in when everybody it counts for has room, else charges nobody. Limits are given with each request, so a change holds at once
/// while what was used stays used. Meters are kept only for what has limits, and dropped when nothing runs and nothing is owed.
/// One short lock for all of them, never across an await: a request without limits does not come here. Thread-safe.
/// </summary>
public sealed class RequestLimiter : IDisposable
{
    private static readonly TimeSpan Sweep = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Kind, string Id), Meter> _meters = [];
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;

    public RequestLimiter(TimeProvider time)
    {
        _time = time;
        _sweep = time.CreateTimer(static limiter => (limiter as RequestLimiter)?.DropIdle(), this, Sweep, Sweep);
    }

    /// <summary>How many meters are kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _meters.Count;
            }
        }
    }

    /// <summary>Dispose what is answered when the request's answer has ended, however it ended.</summary>
    public Admission Enter(IReadOnlyList<LimitedParty> parties)
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            var meters = new Meter[parties.Count];
            for (var i = 0; i < meters.Length; i++)
            {
                meters[i] = Find(parties[i]);
                meters[i].Settle(parties[i].Limits, now, _time);
                if (meters[i].Refusal is { } wait)
                {
                    return new(null, []) { Refusal = new(parties[i], meters[i].IsBusy, wait), Rate = meters[i].Rate };
                }
            }

            return Take(meters);
        }
    }

    public void Dispose() => _sweep.Dispose();

    private Admission Take(Meter[] meters)
    {
        RequestRate? tightest = null;
        foreach (var meter in meters)
        {
            meter.Take();
            tightest = meter.Rate is { } rate && rate.IsTighterThan(tightest) ? rate : tightest;
        }

        return new(this, meters) { Rate = tightest };
    }

    internal void Leave(Meter[] meters)
    {
        lock (_gate)
        {
            foreach (var meter in meters)
            {
                meter.Leave();
            }
        }
    }

    private Meter Find(LimitedParty party)
    {
        var key = (party.Kind, party.Id);
        return _meters.TryGetValue(key, out var known) ? known : _meters[key] = new();
    }

    private void DropIdle()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            foreach (var (key, meter) in _meters)
            {
                if (meter.IsIdle(now, _time))
                {
                    _meters.Remove(key);
                }
            }
        }
    }
}
