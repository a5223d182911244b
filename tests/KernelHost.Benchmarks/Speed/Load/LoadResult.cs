using System.Text.Json;

namespace KernelHost.Benchmarks.Speed.Load;

/// <summary>What the load generator saw. Times are in milliseconds.</summary>
internal sealed record LoadResult
{
    public required int Calls { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Of the watched process, while the calls were counted.</summary>
    public required double CpuSeconds { get; init; }

    public required long BytesBefore { get; init; }

    public required long BytesAtMost { get; init; }

    public required Spread Whole { get; init; }

    /// <summary>From the request to the first chunk.</summary>
    public required Spread FirstChunk { get; init; }

    /// <summary>From the moment the model server sent a chunk to the moment it arrived.</summary>
    public required Spread ChunkDelay { get; init; }

    /// <summary>Streams that had a chunk late, or not all chunks.</summary>
    public required int Stalled { get; init; }

    public double CpuMicrosecondsPerCall => CpuSeconds * 1e6 / Calls;

    public double CallsPerSecond => Calls / Seconds;

    public string ToJson() => JsonSerializer.Serialize(this);

    public static LoadResult FromJson(string text) => JsonSerializer.Deserialize<LoadResult>(text) ?? throw new JsonException("There is no result.");
}

internal sealed record Spread(double Median, double P99)
{
    public static Spread Of(IReadOnlyList<double> values) =>
        values.Count == 0 ? new(0, 0) : new(Host.Measure.Percentile(values, 0.5), Host.Measure.Percentile(values, 0.99));
}
