namespace KernelHost.Routing;

/// <summary>How long to wait before a server that failed is asked again: long enough for a restart, and not the same for all calls that failed together. Thread-safe.</summary>
internal sealed class RetryPause(TimeSpan least, TimeSpan most, Random random)
{
    public static RetryPause Default { get; } = new(TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(0.7), Random.Shared);

    public TimeSpan Next() => least + ((most - least) * random.NextDouble());
}
