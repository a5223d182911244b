using KernelHost.Benchmarks.Speed.Results;

namespace KernelHost.Benchmarks.Speed.Rows;

/// <summary>Streams of 64 chunks, one every 5 ms, 64 at once: each chunk is read, passed on and flushed by itself.</summary>
internal static class StreamsRow
{
    private const int Chunks = 64;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);

    public static readonly Figure Cpu = new("CPU per streamed answer of 64 chunks, ms", "0.00");

    public static async Task<List<Reading>> MeasureAsync(Subject subject)
    {
        var plan = subject.Plan(Requests.Stream(subject.Running, Pace, Chunks)) with { Connections = CallsRow.Connections, Chunks = Chunks, Ramp = TimeSpan.FromSeconds(0.4) };
        var result = await subject.LoadAsync(plan with { Warming = subject.Lasting(1), Duration = subject.Lasting(4) });
        return [new(Cpu, result.CpuSeconds * 1000 / result.Calls)];
    }
}
