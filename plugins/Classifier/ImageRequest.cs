using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Classifier;

public sealed record ImageRequest
{
    [JsonPropertyName("is_image_request")]
    [Description("Whether the message asks for a picture to be made.")]
    public required bool IsImageRequest { get; init; }

    [JsonPropertyName("confidence")]
    [Description($"{Verdict.ModelConfidenceNote} From the rule: 0.5.")]
    public required double Confidence { get; init; }

    [JsonPropertyName("reason")]
    [Description(Verdict.ReasonNote)]
    public string? Reason { get; init; }
}
