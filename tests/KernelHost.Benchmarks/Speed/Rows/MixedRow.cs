using KernelHost.Benchmarks.Speed.Results;

namespace KernelHost.Benchmarks.Speed.Rows;

/// <summary>Forwarded calls alone, and the same beside plugin calls and the embedded provider's answers: work that would hold up the sockets' event loop if it ran there.</summary>
internal static class MixedRow
{
    private const int OwnWorkPerSecond = 100;

    private static readonly Figure Alone = new("latency of forwarded calls at 200/s, p99, ms", "0.00");
    private static readonly Figure BesideMedian = new("… beside 100 plugin and embedded calls a second, p50, ms", "0.00");
    private static readonly Figure Beside = new("… beside 100 plugin and embedded calls a second, p99, ms", "0.00");

    public static async Task<List<Reading>> MeasureAsync(Subject subject)
    {
        var forwarded = subject.Plan(Requests.Json(subject.Running)) with { Connections = LatencyRow.Connections, CallsPerSecond = LatencyRow.CallsPerSecond, Duration = subject.Lasting(6) };
        var own = subject.Plan(Requests.OwnWork(subject.Running)) with { Connections = LatencyRow.Connections, CallsPerSecond = OwnWorkPerSecond, Duration = subject.Lasting(6) };
        var alone = await subject.LoadAsync(forwarded);
        var both = await Task.WhenAll(subject.LoadAsync(forwarded), subject.LoadAsync(own));
        return [new(Alone, alone.Whole.P99), new(BesideMedian, both[0].Whole.Median), new(Beside, both[0].Whole.P99)];
    }
}
