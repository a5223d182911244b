using KernelHost.Benchmarks.Speed.Results;

namespace KernelHost.Benchmarks.Speed.Rows;

/// <summary>A 60 KB request, where it shows how the body is handled.</summary>
internal static class LargeRow
{
    private static readonly Figure Cpu = new("CPU per call with a 60 KB request, µs", "0.0");

    public static async Task<List<Reading>> MeasureAsync(Subject subject)
    {
        var result = await subject.LoadAsync(subject.Plan(Requests.Large(subject.Running)) with { Connections = CallsRow.Connections, Warming = subject.Lasting(1), Duration = subject.Lasting(3) });
        return [new(Cpu, result.CpuMicrosecondsPerCall)];
    }
}
