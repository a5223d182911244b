using System.Diagnostics;
using System.Globalization;

namespace KernelHost.Benchmarks.Host;

/// <summary>Cold start to the first answer, memory when idle and after many calls; the real server in a process of its own.</summary>
internal static class ServerCommand
{
    private const int Callers = 16;

    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var calls = int.Parse(args.Option("--calls") ?? "10000", CultureInfo.InvariantCulture);
        var starts = int.Parse(args.Option("--starts") ?? "5", CultureInfo.InvariantCulture);
        await ColdStartsAsync(starts);
        await MemoryAsync(calls);
        return 0;
    }

    private static async Task ColdStartsAsync(int starts)
    {
        List<double> first = [], again = [];
        for (var start = 0; start < starts; start++)
        {
            var data = Directory.CreateTempSubdirectory("kernelhost-benchmark-");
            first.Add(await StartAsync(data));
            again.Add(await StartAsync(data));
            data.Delete(recursive: true);
        }

        Measure.Row("process start to first chat answer, fresh data directory", $"{Measure.Median(first):0.00} s (median of {starts})");
        Measure.Row("process start to first chat answer, existing data directory", $"{Measure.Median(again):0.00} s (median of {starts})");
    }

    private static async Task<double> StartAsync(DirectoryInfo data)
    {
        var started = Stopwatch.GetTimestamp();
        using var server = ServerProcess.Start(data);
        await server.FirstAnswerAsync();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task MemoryAsync(int calls)
    {
        using var server = ServerProcess.Start();
        await server.FirstAnswerAsync();
        await Task.Delay(TimeSpan.FromSeconds(5));
        Measure.Row("resident memory, idle for 5 s after the first answer", $"{Mb(server):0} MB");

        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, calls), new ParallelOptions { MaxDegreeOfParallelism = Callers }, async (_, _) => await server.ChatAsync());
        var elapsed = Stopwatch.GetElapsedTime(started);
        Measure.Row($"resident memory after {calls:#,0} chat calls ({Callers} callers)", $"{Mb(server):0} MB");
        Measure.Row("chat calls answered by the embedded provider", $"{calls / elapsed.TotalSeconds:#,0} per second");
    }

    private static double Mb(ServerProcess server) => Measure.ResidentBytes(server.Id) / 1048576.0;
}
