using KernelHost.Benchmarks.Speed.Results;

namespace KernelHost.Benchmarks.Speed.Rows;

/// <summary>2,000 streams at once, opened over four seconds, each a chunk every half second for twelve: none may stall, and each costs memory.</summary>
internal static class HeldRow
{
    private const int Streams = 2000;
    private const int Chunks = 24;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Opening = TimeSpan.FromSeconds(4);

    public static readonly Figure Stalled = new("streams of 2,000 held at once that stalled", "0");
    public static readonly Figure PerStream = new("memory per held stream, KB", "0.0");

    public static async Task<List<Reading>> MeasureAsync(Subject subject)
    {
        var plan = subject.Plan(Requests.Stream(subject.Running, Pace, Chunks)) with { Connections = Streams, Chunks = Chunks, Ramp = Opening, Calls = Streams };
        var result = await subject.LoadAsync(plan);
        return [new(Stalled, result.Stalled), new(PerStream, (result.BytesAtMost - result.BytesBefore) / 1024.0 / Streams)];
    }
}
