using System.Text.Json;

namespace KernelHost.Benchmarks.Speed.Load;

/// <summary>What the load generator sends, how often and for how long.</summary>
internal sealed record LoadPlan
{
    public required int Port { get; init; }

    /// <summary>The whole requests, head and body; each connection sends them in turn.</summary>
    public required IReadOnlyList<string> Requests { get; init; }

    /// <summary>The process whose CPU and memory are watched meanwhile, with its children.</summary>
    public required int WatchedProcess { get; init; }

    public int Connections { get; init; } = 1;

    /// <summary>Over all connections; null = each sends as soon as it has its answer.</summary>
    public double? CallsPerSecond { get; init; }

    /// <summary>The first calls of the connections are spread over it.</summary>
    public TimeSpan Ramp { get; init; }

    /// <summary>What is sent before it is not counted.</summary>
    public TimeSpan Warming { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How many calls; null = as many as fit the duration.</summary>
    public int? Calls { get; init; }

    /// <summary>How many chunks a stream must have.</summary>
    public int Chunks { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this);

    public static LoadPlan FromJson(string text) => JsonSerializer.Deserialize<LoadPlan>(text) ?? throw new JsonException("There is no plan.");
}
