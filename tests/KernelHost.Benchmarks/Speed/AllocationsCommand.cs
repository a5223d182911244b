using KernelHost.Benchmarks.Host;
using KernelHost.Benchmarks.Speed.Parties;
using KernelHost.Benchmarks.Speed.Processes;
using KernelHost.Benchmarks.Speed.Rows;

namespace KernelHost.Benchmarks.Speed;

/// <summary>The speed table's row on allocation alone, with all that BenchmarkDotNet has to say, and which types they are.</summary>
internal static class AllocationsCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        using var workshop = await Workshop.OpenAsync();
        var counter = Child.FreePort();
        using var host = await AllocationRow.StartAsync(workshop, counter);
        var subject = new Subject(Party.All.Single(party => party.Name == Party.Host), host, workshop, new([], [], 1, AllocationRow.Warming, Quick: false));
        await AnswerCheck.RequireAsync(subject);

        var (perCall, words) = await AllocationRow.CountAsync(subject, counter);
        Console.WriteLine(words);
        Measure.Row("allocated per forwarded call", $"{perCall:#,0} bytes, target {AllocationRow.MostBytes:#,0}");
        if (args.Contains("--types"))
        {
            Console.WriteLine(await CountedHost.AllocatedTypesAsync(counter, AllocationRow.Plan(subject) with { Calls = AllocationRow.Warming }));
        }

        return perCall <= AllocationRow.MostBytes ? 0 : 1;
    }
}
