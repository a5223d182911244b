using System.Globalization;
using System.Text;
using KernelHost.Benchmarks.Speed.Parties;
using KernelHost.Benchmarks.Speed.Rows;

namespace KernelHost.Benchmarks.Speed.Results;

/// <summary>The issue's targets, and whether a run met them.</summary>
internal static class Targets
{
    private static readonly Target[] All =
    [
        new("CPU per call, × nginx", 2, readings => readings.Ratio(CallsRow.Cpu, Party.Host, Party.Nginx)),
        new("CPU per call, × the bare proxy set up alike", 1.5, readings => readings.Ratio(CallsRow.Cpu, Party.Host, Party.BareAlike)),
        new("calls per second, × Portkey", 12, readings => readings.Ratio(CallsRow.Throughput, Party.Host, Party.Portkey), AtLeast: true),
        new("latency added, p50, ms", 0.15, readings => readings.Added(LatencyRow.Median, Party.Host)),
        new("latency added, p99, ms", 0.5, readings => readings.Added(LatencyRow.P99, Party.Host)),
        new("latency added, p50, share of Portkey's", 0.2, readings => readings.Added(LatencyRow.Median, Party.Host) / readings.Added(LatencyRow.Median, Party.Portkey)),
        new("latency added, p99, share of Portkey's", 0.2, readings => readings.Added(LatencyRow.P99, Party.Host) / readings.Added(LatencyRow.P99, Party.Portkey)),
        new("CPU per streamed answer, × nginx", 2, readings => readings.Ratio(StreamsRow.Cpu, Party.Host, Party.Nginx)),
        new("time to first token added, p99, ms", 1, readings => readings.Added(TokensRow.FirstToken, Party.Host)),
        new("delay per chunk added, p99, ms", 1, readings => readings.Added(TokensRow.ChunkDelay, Party.Host)),
        new("streams of 2,000 held at once that stalled", 0, readings => readings.Of(Party.Host, HeldRow.Stalled)),
        new("memory per held stream, KB", 40, readings => readings.Of(Party.Host, HeldRow.PerStream)),
        new("CPU per call nearly idle, µs", 100, readings => readings.Of(Party.Host, LatencyRow.Cpu)),
        new("memory idle, MB", 100, readings => readings.Of(Party.Host, MemoryRow.Idle)),
        new("memory after the calls, MB", 150, readings => readings.Of(Party.Host, MemoryRow.After)),
        new("growth over the last half, MB (1 is noise)", 1, readings => readings.Of(Party.Host, MemoryRow.Growth)),
        new("allocated per forwarded call, KB", AllocationRow.MostBytes / 1024, readings => readings.Of(Party.Host, AllocationRow.PerCall)),
    ];

    public static string Markdown(Readings readings)
    {
        var table = new StringBuilder();
        table.AppendLine(SpeedTable.Line(["target", "must reach", "reached", ""])).AppendLine(SpeedTable.Line(Enumerable.Repeat("---", 4)));
        foreach (var target in All)
        {
            if (target.Reached(readings) is { } reached)
            {
                table.AppendLine(SpeedTable.Line([target.Title, $"{(target.AtLeast ? "≥" : "≤")} {Write(target.Limit)}", Write(reached), target.IsMet(reached) ? "met" : "**missed**"]));
            }
        }

        return table.ToString();
    }

    private static string Write(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
