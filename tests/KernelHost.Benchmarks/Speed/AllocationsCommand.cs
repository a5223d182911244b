using KernelHost.Benchmarks.Host;
using KernelHost.Benchmarks.Speed.Parties;
using KernelHost.Benchmarks.Speed.Processes;
using KernelHost.Benchmarks.Speed.Rows;

namespace KernelHost.Benchmarks.Speed;

/// <summary>Bytes allocated per forwarded call, by BenchmarkDotNet.</summary>
internal static class AllocationsCommand
{
    private const int Warming = 20_000;
    private const int MostBytes = 6 * 1024;

    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        using var workshop = await Workshop.OpenAsync();
        var counter = Child.FreePort();
        using var host = await HostParty.StartAsync(workshop, inline: true, typeof(AllocationsCommand).Assembly.Location, "speed", SpeedCommand.HostRole, $"{counter}");
        var subject = new Subject(Party.All.Single(party => party.Name == Party.Host), host, workshop, new([], [], 1, Warming, Quick: false));
        await AnswerCheck.RequireAsync(subject);

        var plan = subject.Plan(Requests.Json(host)) with { Connections = CallsRow.Connections };
        await subject.LoadAsync(plan with { Calls = Warming });
        var (perCall, words) = await CountedHost.MeasureAsync(counter, plan);
        Console.WriteLine(words);
        Measure.Row("allocated per forwarded call", $"{perCall:#,0} bytes, target {MostBytes:#,0}");
        if (args.Contains("--types"))
        {
            Console.WriteLine(await CountedHost.AllocatedTypesAsync(counter, plan with { Calls = Warming }));
        }

        return perCall <= MostBytes ? 0 : 1;
    }
}
