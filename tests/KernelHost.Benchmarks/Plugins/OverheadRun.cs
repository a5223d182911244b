using System.Globalization;
using KernelHost.Benchmarks.Host;
using KernelHost.Benchmarks.Speed.Results;

namespace KernelHost.Benchmarks.Plugins;

/// <summary>What each way to call one function takes, in turns.</summary>
internal static class OverheadRun
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(200);

    public static async Task RunAsync(int rounds, TimeSpan warm)
    {
        using var folder = new ParrotFolder();
        await using var engine = await EngineCalls.StartAsync(folder.Path);
        using var server = HttpCalls.Start(folder.Path);
        await server.FirstAnswerAsync();
        var kernels = await engine.ByKernelAsync();
        CallWay[] ways = [engine.Direct, kernels, engine.ByHost(), HttpCalls.Health(server), HttpCalls.Invoke(server)];
        foreach (var way in ways)
        {
            await way.WarmUpAsync(warm, Round);
        }

        for (var round = 0; round < rounds; round++)
        {
            foreach (var way in ways)
            {
                await way.MeasureAsync();
            }
        }

        Console.WriteLine(Markdown(ways, Measure.Median(kernels.Nanoseconds)));
    }

    private static string Markdown(IEnumerable<CallWay> ways, double kernels) => string.Join('\n',
    [
        SpeedTable.Line(["one call of a function, string in and out", "median", "lowest and highest round", "allocated", "× the kernel's own"]),
        SpeedTable.Line(Enumerable.Repeat("---", 5)),
        .. ways.Select(way => SpeedTable.Line(
        [
            way.Title, Time(Measure.Median(way.Nanoseconds)), $"{Time(way.Nanoseconds.Min())} to {Time(way.Nanoseconds.Max())}",
            way.Bytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{Measure.Median(bytes):#,0} bytes") : "",
            (Measure.Median(way.Nanoseconds) / kernels).ToString("#,0.0##", CultureInfo.InvariantCulture),
        ])),
        "",
    ]);

    private static string Time(double nanoseconds) => nanoseconds < 1000
        ? string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:0.0} ns")
        : string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1000:0.0} µs");
}
