using KernelHost.Benchmarks.Speed.Results;

namespace KernelHost.Benchmarks.Speed.Rows;

/// <summary>64 connections, each sends as soon as it has its answer: what a call costs, and how many there are.</summary>
internal static class CallsRow
{
    public const int Connections = 64;

    public static readonly Figure Cpu = new("CPU per call at 64 connections, µs", "0.0");
    public static readonly Figure Throughput = new("calls per second", "#,0");

    public static async Task<List<Reading>> MeasureAsync(Subject subject)
    {
        var result = await subject.LoadAsync(subject.Plan(Requests.Json(subject.Running)) with { Connections = Connections, Warming = subject.Lasting(1.5), Duration = subject.Lasting(4) });
        return [new(Cpu, result.CpuMicrosecondsPerCall), new(Throughput, result.CallsPerSecond)];
    }
}
