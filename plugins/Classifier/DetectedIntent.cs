using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Classifier;

public sealed record DetectedIntent
{
    [JsonPropertyName("intent")]
    [Description("One of the intents, as it was given.")]
    public required string Intent { get; init; }

    [JsonPropertyName("confidence")]
    [Description(Verdict.ConfidenceNote)]
    public required double Confidence { get; init; }

    [JsonPropertyName("reason")]
    [Description(Verdict.ReasonNote)]
    public string? Reason { get; init; }
}
