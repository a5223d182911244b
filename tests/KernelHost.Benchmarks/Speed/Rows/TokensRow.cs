using KernelHost.Benchmarks.Speed.Results;

namespace KernelHost.Benchmarks.Speed.Rows;

/// <summary>25 streams with a chunk every 20 ms: how long until the first one is there, and how long each is on its way.</summary>
internal static class TokensRow
{
    private const int Connections = 25;
    private const int Chunks = 64;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    public static readonly Figure FirstToken = new("time to first token, p99, ms", "0.00");
    public static readonly Figure ChunkDelay = new("delay of a chunk, p99, ms", "0.00");

    public static async Task<List<Reading>> MeasureAsync(Subject subject)
    {
        var plan = subject.Plan(Requests.Stream(subject.Running, Pace, Chunks)) with { Connections = Connections, Chunks = Chunks, Ramp = Pace * Chunks };
        var result = await subject.LoadAsync(plan with { Warming = TimeSpan.FromSeconds(2), Duration = subject.Lasting(15) });
        return [new(FirstToken, result.FirstChunk.P99), new(ChunkDelay, result.ChunkDelay.P99)];
    }
}
