using KernelHost.Benchmarks.Host;
using KernelHost.Benchmarks.Speed.Load;
using KernelHost.Benchmarks.Speed.Results;

namespace KernelHost.Benchmarks.Speed.Rows;

/// <summary>
/// A party started afresh: its memory when it has answered once and rested, after many calls, and what their second half added.
/// A collector's memory goes up and down by some megabytes from moment to moment, so growth is the median after the eighth, ninth and last tenth of the calls
/// less that after the fourth, fifth and sixth.
/// </summary>
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

        var tenth = of.Plan(Requests.Json(fresh)) with { Connections = CallsRow.Connections, Calls = Math.Min(of.Options.Calls, of.Party.MostCalls) / 10 };
        List<double> after = [];
        while (after.Count < 10)
        {
            after.Add(await AfterAsync(of, tenth));
        }

        return [new(Idle, idle), new(After, after[^1]), new(Growth, Measure.Median(after[7..]) - Measure.Median(after[3..6]))];
    }

    private static async Task<double> AfterAsync(Subject subject, LoadPlan calls)
    {
        await subject.LoadAsync(calls);
        await Task.Delay(subject.Lasting(1));
        return Megabytes(subject);
    }

    private static double Megabytes(Subject subject) => subject.Running.Process.ResidentBytes / 1048576.0;
}
