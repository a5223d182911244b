using KernelHost.Benchmarks.Speed.Load;
using KernelHost.Benchmarks.Speed.Results;

namespace KernelHost.Benchmarks.Speed.Rows;

/// <summary>A party started afresh: its memory when it has answered once and rested, after many calls, and what the second half of them added.</summary>
internal static class MemoryRow
{
    public static readonly Figure Idle = new("memory idle, MB", "0");
    public static readonly Figure After = new("memory after the calls, MB", "0");
    public static readonly Figure Growth = new("… grown over their last half, MB", "0.0");

    public static async Task<List<Reading>> MeasureAsync(Subject subject)
    {
        using var fresh = await subject.Party.StartAsync(subject.Workshop);
        var of = subject with { Running = fresh };
        await of.LoadAsync(of.Plan(Requests.Json(fresh)) with { Calls = 1 });
        await Task.Delay(of.Lasting(5));
        var idle = Megabytes(of);

        var half = of.Plan(Requests.Json(fresh)) with { Connections = CallsRow.Connections, Calls = Math.Min(of.Options.Calls, of.Party.MostCalls) / 2 };
        var middle = await AfterAsync(of, half);
        var after = await AfterAsync(of, half);
        return [new(Idle, idle), new(After, after), new(Growth, after - middle)];
    }

    private static async Task<double> AfterAsync(Subject subject, LoadPlan calls)
    {
        await subject.LoadAsync(calls);
        await Task.Delay(subject.Lasting(3));
        return Megabytes(subject);
    }

    private static double Megabytes(Subject subject) => subject.Running.Process.ResidentBytes / 1048576.0;
}
