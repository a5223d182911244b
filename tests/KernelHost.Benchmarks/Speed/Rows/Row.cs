using KernelHost.Benchmarks.Speed.Parties;
using KernelHost.Benchmarks.Speed.Results;

namespace KernelHost.Benchmarks.Speed.Rows;

/// <summary>One question put to every party.</summary>
/// <param name="Name">As written after <c>--rows</c>.</param>
internal sealed record Row(string Name, Func<Subject, Task<List<Reading>>> MeasureAsync)
{
    public static IReadOnlyList<Row> All { get; } =
    [
        new("calls", CallsRow.MeasureAsync),
        new("large", LargeRow.MeasureAsync),
        new("latency", LatencyRow.MeasureAsync),
        new("streams", StreamsRow.MeasureAsync),
        new("tokens", TokensRow.MeasureAsync),
        new("held", HeldRow.MeasureAsync) { OnceOnly = true, Fits = party => party is { Name: not Party.Portkey, IsVariant: false } },
        new("memory", MemoryRow.MeasureAsync) { OnceOnly = true, Fits = party => party is { Name: not Party.Direct, IsVariant: false } },
        new("mixed", MixedRow.MeasureAsync) { Fits = party => party.Name is Party.Host or Party.HostQueued },
        new("allocation", AllocationRow.MeasureAsync) { OnceOnly = true, Fits = party => party.Name == Party.Host },
    ];

    public bool OnceOnly { get; init; }

    public Func<Party, bool> Fits { get; init; } = party => !party.IsVariant;
}
