namespace KernelHost.Throttling;

/// <summary>How fast a bucket fills again, and how much it holds.</summary>
internal readonly record struct BucketSize(double PerMinute, int Burst);

/// <summary>
/// A token bucket that counts what was spent, not what is left, so that its size can change between two uses and the past still counts.
/// Our own, because System.Threading.RateLimiting reads the machine's clock and cannot be given another. Not thread-safe; settle it before asking.
/// </summary>
internal struct TokenBucket
{
    // A third of a minute's refill, added three times, is a hair less than the whole.
    private const double Hair = 1e-6;

    private double _spent;
    private long _settled;

    public readonly bool IsFull => _spent <= Hair;

    /// <summary>Lets flow back what the time since the last call gives.</summary>
    public void Settle(BucketSize size, long timestamp, TimeProvider time)
    {
        _spent = Math.Clamp(_spent - (time.GetElapsedTime(_settled, timestamp).TotalMinutes * size.PerMinute), 0, size.Burst);
        _settled = timestamp;
    }

    public void Take() => _spent++;

    public readonly int Remaining(BucketSize size) => (int)Math.Max(0, size.Burst - _spent + Hair);

    /// <summary>Zero when there is a token now.</summary>
    public readonly TimeSpan UntilNext(BucketSize size) => Remaining(size) > 0 ? TimeSpan.Zero : TimeSpan.FromMinutes((_spent + 1 - size.Burst) / size.PerMinute);

    public readonly TimeSpan UntilFull(BucketSize size) => TimeSpan.FromMinutes(_spent / size.PerMinute);
}
