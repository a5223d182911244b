using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KernelHost.Organizations;

/// <summary>What a setup does when the chosen model cannot serve.</summary>
public sealed record FallbackSettings
{
    public FallbackSettings()
        : this(enabled: true)
    {
    }

    // Generated readers give init-only members their type's default; a constructor parameter keeps its own.
    [JsonConstructor]
    internal FallbackSettings(bool enabled = true) => Enabled = enabled;

    /// <summary>What a setup without a <c>fallback</c> has; it is not written out.</summary>
    public static FallbackSettings Default { get; } = new();

    public static ImmutableArray<string> AllTriggers { get; } = ["rate_limit", "timeout", "error", "auth", "context_length"];

    public bool Enabled { get; init; }

    public ImmutableArray<ModelReference> Models { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Failure classes that move on to the next candidate: <c>rate_limit</c>, <c>timeout</c>, <c>error</c>; also <c>auth</c>, <c>context_length</c>.</summary>
    public ImmutableArray<string> Triggers { get; init => field = value.IsDefault ? field : value; } = ["rate_limit", "timeout", "error"];

    public Duration RevertAfter { get; init => field = value == default ? field : value; } = new(TimeSpan.FromSeconds(30));

    public Duration Deadline { get; init => field = value == default ? field : value; } = new(TimeSpan.FromMinutes(2));

    public Delivery Delivery { get; init; } = Delivery.Stream;

    public OnUnknownModel OnUnknownModel { get; init; } = OnUnknownModel.Substitute;

    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }
}

[JsonConverter(typeof(NamedEnumConverter<Delivery>))]
public enum Delivery
{
    [JsonStringEnumMemberName("stream")] Stream,
    [JsonStringEnumMemberName("assured")] Assured,
}

[JsonConverter(typeof(NamedEnumConverter<OnUnknownModel>))]
public enum OnUnknownModel
{
    [JsonStringEnumMemberName("substitute")] Substitute,
    [JsonStringEnumMemberName("reject")] Reject,
}
