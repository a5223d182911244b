using System.Globalization;
using KernelHost.Benchmarks.Host;

namespace KernelHost.Benchmarks.Soak;

/// <summary>What a soak found, as a table to paste, and what must not be.</summary>
internal sealed record SoakReport(SoakOptions Options, TimeSpan Took, Tally Tally, Trend Resident, Trend Heap, SoakUpstream Upstream)
{
    /// <summary>MB a minute over the last half, resident or on the managed heap.</summary>
    private const double SteepestSlope = 2;

    /// <summary>Calls that have failed over, or whose client left, close their connection while the next is already open.</summary>
    private const int ConnectionsMore = 20;

    /// <summary>A collector's swings drown any slope over less.</summary>
    private static readonly TimeSpan ShortestTrend = TimeSpan.FromMinutes(4);

    private bool JudgesMemory => Took >= ShortestTrend;

    public IReadOnlyList<string> Complaints =>
    [
        .. Tally.Invariants.Where(invariant => Tally.Faults(invariant) > 0).Select(invariant => Invariant($"{Tally.Faults(invariant)} {invariant}")),
        .. Tally.Whole == 0 ? ["not one whole answer"] : Array.Empty<string>(),
        .. Upstream.MostConnections > MostConnections ? [Invariant($"{Upstream.MostConnections} connections upstream at once")] : Array.Empty<string>(),
        .. Upstream.Unended > 0 ? [Invariant($"{Upstream.Unended} calls upstream that go on without a client")] : Array.Empty<string>(),
        .. JudgesMemory ? Slopes.Where(one => one.Trend.Slope() > SteepestSlope).Select(one => Invariant($"{one.Name} grows by {one.Trend.Slope():0.00} MB a minute")) : [],
    ];

    private int MostConnections => Options.Callers + ConnectionsMore;

    private (string Name, Trend Trend)[] Slopes => [("resident memory", Resident), ("managed heap after a full collection", Heap)];

    public string Markdown() => string.Join('\n',
    [
        "| what | figure | bound |",
        "|---|---|---|",
        Row("length, callers, seed", $"{Took.TotalMinutes:0.0} min, {Options.Callers}, {Options.Seed}"),
        Row("calls", $"{Tally.Calls:#,0} ({Tally.Calls / Took.TotalSeconds:#,0} per second)"),
        Row("whole answers", $"{Tally.Whole:#,0} ({100.0 * Tally.Whole / Math.Max(1, Tally.Calls - Tally.Left):0.0} % of those waited for)"),
        Row("honest errors", $"{Tally.Errors:#,0}"),
        Row("clients that left in the middle", $"{Tally.Left:#,0}"),
        .. Tally.Invariants.Select(invariant => Row(invariant, $"{Tally.Faults(invariant)}", "0")),
        .. CallKind.All.Select(kind => (kind.Name, Times: Tally.Latencies(kind))).Where(row => row.Times.Count > 0)
            .Select(row => Row($"whole answers, {row.Name}", $"{row.Times.Count:#,0}; p50 {Measure.Percentile(row.Times, 0.5):0} ms, p99 {Measure.Percentile(row.Times, 0.99):#,0} ms")),
        Row("answers by model", $"{Counts(Tally.Models)}"),
        Row("fallbacks by reason", $"{Counts(Tally.Fallbacks)}"),
        Row("errors", $"{Counts(Tally.ErrorsByCode)}"),
        Row("faults begun upstream", $"{Upstream.Faults.Values.Sum():#,0}, {Upstream.Faults.Count} of {Weather.Kinds} kinds"),
        Row("upstream connections at once, at most", $"{Upstream.MostConnections} (made in all: {Upstream.ConnectionsMade:#,0})", $"{MostConnections}"),
        Row("upstream calls that went on 10 s after the last client", $"{Upstream.Unended}", "0"),
        .. Slopes.Where(one => !one.Trend.IsEmpty).Select(SlopeRow),
    ]);

    private string SlopeRow((string Name, Trend Trend) one) => Row(
        $"{one.Name}: at the end, at most, slope over the last half", $"{one.Trend.Last:0} MB, {one.Trend.Most:0} MB, {one.Trend.Slope() ?? 0:+0.00;-0.00;0.00} MB per minute",
        JudgesMemory ? Invariant($"{SteepestSlope} MB per minute") : Invariant($"not judged under {ShortestTrend.TotalMinutes} min"));

    private static string Row(string what, FormattableString figure, string bound = "") => $"| {what} | {Invariant(figure)} | {bound} |";

    private static string Counts(IReadOnlyDictionary<string, int> counts) =>
        counts.Count == 0 ? "none" : string.Join(", ", counts.OrderByDescending(pair => pair.Value).Select(pair => Invariant($"{pair.Key} {pair.Value:#,0}")));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The soak as the fake model server saw it.</summary>
/// <param name="Unended">Calls it still serves when all clients are gone.</param>
/// <param name="Faults">How often each began, over all candidates.</param>
internal sealed record SoakUpstream(int MostConnections, long ConnectionsMade, int Unended, IReadOnlyDictionary<string, int> Faults);
