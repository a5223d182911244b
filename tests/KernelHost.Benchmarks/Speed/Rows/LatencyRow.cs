using KernelHost.Benchmarks.Speed.Results;

namespace KernelHost.Benchmarks.Speed.Rows;

/// <summary>200 calls a second over four connections: how long one takes, and what it costs when there is little to do.</summary>
internal static class LatencyRow
{
    public const int Connections = 4;
    public const int CallsPerSecond = 200;

    public static readonly Figure Median = new("latency at 200/s, p50, ms", "0.000");
    public static readonly Figure P99 = new("latency at 200/s, p99, ms", "0.000");
    public static readonly Figure Cpu = new("CPU per call at 200/s, µs", "0");

    public static async Task<List<Reading>> MeasureAsync(Subject subject)
    {
        var result = await subject.LoadAsync(subject.Plan(Requests.Json(subject.Running)) with { Connections = Connections, CallsPerSecond = CallsPerSecond, Duration = subject.Lasting(7) });
        return [new(Median, result.Whole.Median), new(P99, result.Whole.P99), new(Cpu, result.CpuMicrosecondsPerCall)];
    }
}
