using KernelHost.Benchmarks.Speed.Results;

namespace KernelHost.Benchmarks.Speed.Rows;

/// <summary>
/// 47 streams begun a second, evenly spread, each a chunk every 20 ms for half a second, so that 24 are under way: how long until the first chunk is there, and how long each is on its way.
/// They begin when it is their time, not when another ends: what is measured is what a user waits, not how streams queue that were begun together.
/// </summary>
internal static class TokensRow
{
    private const double StreamsPerSecond = 47;   // begun every 20 ms, all would have their chunks at the same moments
    private const int Connections = 40;   // enough to begin a stream on time while the others are under way
    private const int Chunks = 25;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    public static readonly Figure FirstTokenMedian = new("time to first token, p50, ms", "0.00");
    public static readonly Figure FirstToken = new("time to first token, p99, ms", "0.00");
    public static readonly Figure ChunkDelay = new("delay of a chunk, p99, ms", "0.00");

    public static async Task<List<Reading>> MeasureAsync(Subject subject)
    {
        var plan = subject.Plan(Requests.Stream(subject.Running, Pace, Chunks)) with { Connections = Connections, CallsPerSecond = StreamsPerSecond, Chunks = Chunks };
        var result = await subject.LoadAsync(plan with { Warming = TimeSpan.FromSeconds(1), Duration = subject.Lasting(9) });
        return [new(FirstTokenMedian, result.FirstChunk.Median), new(FirstToken, result.FirstChunk.P99), new(ChunkDelay, result.ChunkDelay.P99)];
    }
}
