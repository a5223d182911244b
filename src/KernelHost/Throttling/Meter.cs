namespace KernelHost.Throttling;

/// <summary>What one key or organisation has used lately and has running now. Guarded by its limiter's lock.</summary>
internal sealed class Meter
{
    private TokenBucket _bucket;
    private int _running;
    private int? _most;
    private BucketSize? _size;

    /// <summary>As many run as may.</summary>
    public bool IsBusy => _running >= _most;

    /// <summary>Null when another request may come; else when it is worth trying again. Nobody knows when a running call ends: a second is a guess.</summary>
    public TimeSpan? Refusal => IsBusy ? TimeSpan.FromSeconds(1)
        : _size is { } size && _bucket.UntilNext(size) is var wait && wait > TimeSpan.Zero ? wait
        : null;

    /// <summary>Null when there is no limit to requests per minute.</summary>
    public RequestRate? Rate => _size is { } size ? new(size.Burst, _bucket.Remaining(size), _bucket.UntilFull(size)) : null;

    public void Settle(RequestLimits limits, long timestamp, TimeProvider time)
    {
        _most = limits.ConcurrentRequests;
        _size = limits.RequestsPerMinute is { } perMinute ? new(perMinute, perMinute) : null;
        if (_size is { } size)
        {
            _bucket.Settle(size, timestamp, time);
        }
    }

    public void Take()
    {
        _running++;
        if (_size is not null)
        {
            _bucket.Take();
        }
    }

    public void Leave() => _running--;

    public bool IsIdle(long timestamp, TimeProvider time)
    {
        if (_size is { } size)
        {
            _bucket.Settle(size, timestamp, time);
        }

        return _running == 0 && (_size is null || _bucket.IsFull);
    }
}
