using System.Collections.Concurrent;
using System.Diagnostics;
using KernelHost.Benchmarks.Host;

namespace KernelHost.Benchmarks.Organizations;

/// <summary>The time of an authenticated request that only decides: of random organisations with their own keys, and of one.</summary>
internal static class Resolves
{
    private const int Callers = 4;
    private const int Rounds = 4;

    public static async Task RunAsync(TenantClient client, Tenant[] tenants, int calls)
    {
        var random = new Random(4711);
        await MeasureAsync(client, [.. Enumerable.Repeat(tenants[0], 2_000)]);
        Report("the first resolve of each organisation", await MeasureAsync(client, Shuffled(tenants, random)));

        // In turns, so that what else the machine does falls on both.
        List<double> many = [], one = [];
        for (var round = 0; round < Rounds; round++)
        {
            one.AddRange(await MeasureAsync(client, [.. Enumerable.Repeat(tenants[0], calls / Rounds)]));
            many.AddRange(await MeasureAsync(client, random.GetItems(tenants, calls / Rounds)));
        }

        Report("resolve, always the same organisation", one);
        Report("resolve, a random organisation each time", many);
        Measure.Row("ratio random : same", $"p50 {Measure.Percentile(many, 0.5) / Measure.Percentile(one, 0.5):0.00}, p99 {Measure.Percentile(many, 0.99) / Measure.Percentile(one, 0.99):0.00}");
    }

    private static Tenant[] Shuffled(Tenant[] tenants, Random random)
    {
        var copy = tenants.ToArray();
        random.Shuffle(copy);
        return copy;
    }

    private static async Task<IReadOnlyCollection<double>> MeasureAsync(TenantClient client, Tenant[] calls)
    {
        var times = new ConcurrentBag<double>();
        await Parallel.ForEachAsync(calls, new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (tenant, _) =>
        {
            var started = Stopwatch.GetTimestamp();
            await client.ResolveAsync(tenant);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        });
        return times;
    }

    private static void Report(string what, IReadOnlyCollection<double> times) =>
        Measure.Row(what, $"p50 {Measure.Percentile(times, 0.5):0.00} ms, p99 {Measure.Percentile(times, 0.99):0.00} ms ({times.Count:#,0} calls, {Callers} callers)");
}
