using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KernelHost.Organizations;

/// <summary>What a setup does when the chosen model cannot serve.</summary>
public sealed record FallbackSettings
{
    public bool Enabled { get; init; } = true;

    public ImmutableArray<ModelReference> Models { get; init; } = [];

    /// <summary>Failure classes that move on to the next candidate: <c>rate_limit</c>, <c>timeout</c>, <c>error</c>; also <c>auth</c>, <c>context_length</c>.</summary>
    public ImmutableArray<string> Triggers { get; init; } = ["rate_limit", "timeout", "error"];

    public Duration RevertAfter { get; init; } = new(TimeSpan.FromSeconds(30));

    public Duration Deadline { get; init; } = new(TimeSpan.FromMinutes(2));

    public Delivery Delivery { get; init; } = Delivery.Stream;

    public OnUnknownModel OnUnknownModel { get; init; } = OnUnknownModel.Substitute;

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<Delivery>))]
public enum Delivery
{
    [JsonStringEnumMemberName("stream")] Stream,
    [JsonStringEnumMemberName("assured")] Assured,
}

[JsonConverter(typeof(JsonStringEnumConverter<OnUnknownModel>))]
public enum OnUnknownModel
{
    [JsonStringEnumMemberName("substitute")] Substitute,
    [JsonStringEnumMemberName("reject")] Reject,
}
