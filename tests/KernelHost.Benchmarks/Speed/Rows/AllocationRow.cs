using KernelHost.Benchmarks.Speed.Load;
using KernelHost.Benchmarks.Speed.Parties;
using KernelHost.Benchmarks.Speed.Processes;
using KernelHost.Benchmarks.Speed.Results;

namespace KernelHost.Benchmarks.Speed.Rows;

/// <summary>What the host allocates per forwarded call, by BenchmarkDotNet in the server's process.</summary>
internal static class AllocationRow
{
    public const int Warming = 20_000;
    public const int MostBytes = 6 * 1024;

    public static readonly Figure PerCall = new("allocated per forwarded call, KB (by type: `allocations --types`)", "0.0");

    public static async Task<List<Reading>> MeasureAsync(Subject subject)
    {
        var counter = Child.FreePort();
        using var counted = await StartAsync(subject.Workshop, counter);
        var (bytes, _) = await CountAsync(subject with { Running = counted }, counter);
        return [new(PerCall, bytes / 1024.0)];
    }

    /// <param name="counter">The port at which the host counts.</param>
    public static Task<RunningParty> StartAsync(Workshop workshop, int counter) =>
        HostParty.StartAsync(workshop, inline: true, typeof(AllocationRow).Assembly.Location, "speed", SpeedCommand.HostRole, $"{counter}");

    public static LoadPlan Plan(Subject subject) => subject.Plan(Requests.Json(subject.Running)) with { Connections = CallsRow.Connections };

    /// <returns>Bytes per call, and what BenchmarkDotNet printed.</returns>
    public static async Task<(long PerCall, string Words)> CountAsync(Subject subject, int counter)
    {
        await subject.LoadAsync(Plan(subject) with { Calls = Warming });
        return await CountedHost.MeasureAsync(counter, Plan(subject));
    }
}
