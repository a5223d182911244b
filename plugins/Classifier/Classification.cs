using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Classifier;

public sealed record Classification
{
    [JsonPropertyName("label")]
    [Description("One of the labels, as it was given.")]
    public required string Label { get; init; }

    [JsonPropertyName("confidence")]
    [Description(Verdict.ConfidenceNote)]
    public required double Confidence { get; init; }

    [JsonPropertyName("reason")]
    [Description(Verdict.ReasonNote)]
    public string? Reason { get; init; }
}
