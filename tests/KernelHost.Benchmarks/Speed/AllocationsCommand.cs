using System.Globalization;
using KernelHost.Benchmarks.Host;
using KernelHost.Benchmarks.Speed.Parties;
using KernelHost.Benchmarks.Speed.Processes;
using KernelHost.Benchmarks.Speed.Rows;

namespace KernelHost.Benchmarks.Speed;

/// <summary>
/// Bytes allocated per forwarded call, by the runtime's own count over many calls. Not by BenchmarkDotNet: that measures a method in a program it builds,
/// and this is a whole pipeline between two sockets.
/// </summary>
internal static class AllocationsCommand
{
    private const int Warming = 20_000;
    private const int MostBytes = 6 * 1024;

    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var calls = int.Parse(args.Option("--calls") ?? "50000", CultureInfo.InvariantCulture);
        using var workshop = await Workshop.OpenAsync();
        var counter = Child.FreePort();
        using var host = await HostParty.StartAsync(workshop, inline: true, typeof(AllocationsCommand).Assembly.Location, "speed", SpeedCommand.HostRole, $"{counter}");
        var subject = new Subject(Party.All.Single(party => party.Name == Party.Host), host, workshop, new([], [], 1, calls, Quick: false));
        await AnswerCheck.RequireAsync(subject);

        var plan = subject.Plan(Requests.Json(host)) with { Connections = CallsRow.Connections };
        await subject.LoadAsync(plan with { Calls = Warming });
        var before = await CountedHost.AllocatedBytesAsync(counter);
        await subject.LoadAsync(plan with { Calls = calls });
        var perCall = (await CountedHost.AllocatedBytesAsync(counter) - before) / calls;
        Measure.Row($"allocated per forwarded call, {calls:#,0} calls", $"{perCall:#,0} bytes, target {MostBytes:#,0}");
        if (args.Contains("--types"))
        {
            Console.WriteLine(await CountedHost.AllocatedTypesAsync(counter));
        }

        return perCall <= MostBytes ? 0 : 1;
    }
}
