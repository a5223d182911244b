using System.Diagnostics;
using System.Globalization;
using KernelHost.Benchmarks.Host;
using KernelHost.Benchmarks.Speed.Results;

namespace KernelHost.Benchmarks.Plugins;

/// <summary>A plugin's folder replaced again and again while callers call it: whether a call fails, whether each new version is seen, what stays in memory.</summary>
/// <param name="warm">Reloads before those whose memory counts: caches fill, and methods are compiled.</param>
internal sealed class ReloadRun(int reloads, int warm, int callers)
{
    private const string Assembly = "Parrot.dll";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Served _served = new();
    private readonly List<double> _seenAfter = [];
    private readonly List<(int Reloads, double Megabytes, int Contexts)> _memory = [];

    /// <returns>Whether every call succeeded, every version was seen, and the old ones went.</returns>
    public async Task<bool> RunAsync()
    {
        using var folder = new ParrotFolder();
        using var server = HttpCalls.Start(folder.Path, ("Plugins__SettleTime", "00:00:00.100"));
        await server.FirstAnswerAsync();
        using var stop = new CancellationTokenSource();
        ReloadCaller[] all = [.. Enumerable.Range(0, callers).Select(_ => new ReloadCaller(server, _served))];
        var calling = all.Select(caller => Task.Run(() => caller.RunAsync(stop.Token))).ToArray();
        var started = Stopwatch.GetTimestamp();
        var unseen = await ReplaceAsync(folder, server);
        var took = Stopwatch.GetElapsedTime(started);
        await stop.CancelAsync();
        await Task.WhenAll(calling);
        var (left, quiet) = await DrainAsync(server);
        Report(all, unseen, took, left, quiet);
        return unseen == 0 && left == 1 && all.All(caller => caller.Faults.Count == 0);
    }

    /// <returns>How many versions were not seen in time.</returns>
    private async Task<int> ReplaceAsync(ParrotFolder folder, ServerProcess server)
    {
        var unseen = 0;
        for (var reload = 1; reload <= warm + reloads; reload++)
        {
            _served.BeginReplacing();
            var wanted = Served.VersionAt(_served.Stage + 1);
            var started = Stopwatch.GetTimestamp();
            folder.Replace(wanted);
            unseen += await IsSeenAsync(server, wanted) ? 0 : 1;
            _served.Replaced();
            _seenAfter.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (reload > warm)
            {
                _memory.Add((reload - warm, Measure.ResidentBytes(server.Id) / 1048576.0, LoadedContexts.Count(server.Id, Assembly)));
            }
        }

        return unseen;
    }

    private static async Task<bool> IsSeenAsync(ServerProcess server, int version)
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < Patience; await Task.Delay(5))
        {
            if (await ReloadCaller.SayAsync(server) == ParrotFolder.AnswerOf(version))
            {
                return true;
            }
        }

        await Console.Error.WriteLineAsync($"Version {version} was not seen, but: {await ReloadCaller.SayAsync(server)}");
        return false;
    }

    /// <returns>How many versions are left when nothing more goes or one is, and after how long.</returns>
    private static async Task<(int Contexts, TimeSpan After)> DrainAsync(ServerProcess server)
    {
        var started = Stopwatch.GetTimestamp();
        while (LoadedContexts.Count(server.Id, Assembly) > 1 && Stopwatch.GetElapsedTime(started) < Patience)
        {
            await Task.Delay(100);
        }

        return (LoadedContexts.Count(server.Id, Assembly), Stopwatch.GetElapsedTime(started));
    }

    private void Report(ReloadCaller[] all, int unseen, TimeSpan took, int left, TimeSpan quiet)
    {
        double[] times = [.. all.SelectMany(caller => caller.Milliseconds)];
        var faults = all.SelectMany(caller => caller.Faults).GroupBy(fault => fault.Key, fault => fault.Value).ToDictionary(same => same.Key, same => same.Sum());
        Row($"{reloads} reloads, after {warm} to warm up, while {callers} callers call", "");
        Row("---", "---");
        Row("calls", $"{times.Length:#,0} ({times.Length / took.TotalSeconds:#,0} per second)");
        Row("… that failed or were answered by the version before", $"{faults.Values.Sum()}");
        Row("a call", $"p50 {Measure.Percentile(times, 0.5):0.00} ms, p99 {Measure.Percentile(times, 0.99):0.00} ms, longest {times.Max():0} ms");
        Row("versions that were not seen", $"{unseen}");
        Row("from the folder's replacement to the first answer of the new version", $"p50 {Measure.Percentile(_seenAfter, 0.5):0} ms, longest {_seenAfter.Max():0} ms");
        var half = _memory[(_memory.Count / 2)..];
        var (growth, noise) = Line(half.ConvertAll(sample => ((double)sample.Reloads, sample.Megabytes)));
        Row(Text($"resident memory, change over the last {half.Count} reloads"), $"{growth:+0.0;-0.0} MB by least squares; the samples lie {noise:0.0} MB around the line");
        Row("versions in memory, most at once", $"{_memory.Max(sample => sample.Contexts)}; over the last half {half.Max(sample => sample.Contexts)}");
        Row("… when the callers have left", $"{left}, after {quiet.TotalSeconds:0.0} s");
        Console.WriteLine();
        Tenths();
        foreach (var (fault, often) in faults.OrderByDescending(fault => fault.Value).Take(10))
        {
            Console.Error.WriteLine($"{often} × {fault}");
        }
    }

    private void Tenths()
    {
        var tenths = _memory.Chunk(Math.Max(1, _memory.Count / 10)).ToArray();
        Console.WriteLine(SpeedTable.Line(["reloads", .. tenths.Select(tenth => Text($"{tenth[^1].Reloads}"))]));
        Console.WriteLine(SpeedTable.Line(Enumerable.Repeat("---", tenths.Length + 1)));
        Console.WriteLine(SpeedTable.Line(["resident memory, MB, median of the tenth", .. tenths.Select(tenth => Text($"{Measure.Median(tenth.Select(sample => sample.Megabytes)):0}"))]));
        Console.WriteLine(SpeedTable.Line(["versions in memory, median of the tenth", .. tenths.Select(tenth => Text($"{Measure.Median(tenth.Select(sample => (double)sample.Contexts)):0}"))]));
        Console.WriteLine();
    }

    /// <summary>What the values change by from the first to the last on the line through them, and their standard deviation around it.</summary>
    private static (double Change, double Deviation) Line(List<(double X, double Y)> samples)
    {
        var (x, y) = (samples.Average(one => one.X), samples.Average(one => one.Y));
        var slope = samples.Sum(one => (one.X - x) * (one.Y - y)) / samples.Sum(one => (one.X - x) * (one.X - x));
        return (slope * (samples[^1].X - samples[0].X), Math.Sqrt(samples.Average(one => Math.Pow(one.Y - y - (slope * (one.X - x)), 2))));
    }

    private static void Row(string what, FormattableString figure) => Row(what, Text(figure));

    private static void Row(string what, string figure) => Console.WriteLine(SpeedTable.Line([what, figure]));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
