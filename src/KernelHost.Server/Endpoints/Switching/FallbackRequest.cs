using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using KernelHost.Organizations;

namespace KernelHost.Server.Endpoints.Switching;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FallbackRequest
{
    private const string Shape = "\"provider/model\" or {\"provider\": …, \"model\": …}";

    public bool? Enabled { get; init; }

    [Description("The new global default model: \"provider/model\" or {\"provider\", \"model\"}.")]
    public JsonElement Primary { get; init; }

    [Description("One model or a list of them, in the order they stand in.")]
    public JsonElement Fallback { get; init; }

    /// <summary>Of <c>rate_limit</c>, <c>timeout</c>, <c>error</c>, <c>auth</c>, <c>context_length</c>.</summary>
    [Description("a list of failures")]
    public ImmutableArray<string>? FallbackTriggers { get; init; }

    /// <summary>Such as <c>"30s"</c>.</summary>
    public string? RevertAfter { get; init; }

    public FallbackChange Parse() => new(
        Enabled ?? throw RequestMembers.Invalid("enabled", "required", "\"enabled\" is missing: true or false."),
        Absent(Primary) ? null : Model(Primary, "primary"),
        Absent(Fallback) ? null : Models(),
        FallbackTriggers?.Any(trigger => trigger is null) is true ? throw RequestMembers.Invalid("fallback_triggers", "wrong_type", "\"fallback_triggers\" holds null: name failures only.") : FallbackTriggers,
        RevertAfter is null ? null : Duration.TryParse(RevertAfter, out var wait) ? wait
            : throw RequestMembers.Invalid("revert_after", "wrong_type", "\"revert_after\" must be a duration such as \"300ms\", \"30s\" or \"5m\", more than 0 and at most 24h."));

    private ImmutableArray<ModelReference> Models() => Fallback.ValueKind == JsonValueKind.Array
        ? [.. Fallback.EnumerateArray().Select((item, index) => Model(item, $"fallback[{index}]"))]
        : [Model(Fallback, "fallback")];

    private static ModelReference Model(JsonElement value, string member) => value.ValueKind switch
    {
        JsonValueKind.String when RequestMembers.Text(value)?.Split('/', 2) is [{ Length: > 0 } provider, { Length: > 0 } model] => new(provider, model),
        JsonValueKind.Object when Text(value, "provider") is { } provider && Text(value, "model") is { } model => new(provider, model),
        _ => throw RequestMembers.Invalid(member, "wrong_type", $"\"{member}\" must be {Shape}."),
    };

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var member) && RequestMembers.Text(member) is { Length: > 0 } text ? text : null;

    private static bool Absent(JsonElement member) => member.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;
}

/// <param name="Primary">The new global default model; null = as it is, as is every other member.</param>
internal sealed record FallbackChange(bool Enabled, ModelReference? Primary, ImmutableArray<ModelReference>? Models, ImmutableArray<string>? Triggers, Duration? RevertAfter)
{
    /// <summary>Pure.</summary>
    public OrgConfig ApplyTo(OrgConfig config, string name)
    {
        if (config.FindSetup(name) is not (_, var setup))
        {
            return config;
        }

        var before = setup.Fallback;
        return config with
        {
            Setups = config.Setups.SetItem(name, setup with
            {
                GlobalDefaultModel = Primary is null || Primary == setup.GlobalDefaultModel ? setup.GlobalDefaultModel : Primary,
                Fallback = before with
                {
                    Enabled = Enabled,
                    Models = Models ?? before.Models,
                    Triggers = Triggers ?? before.Triggers,
                    RevertAfter = RevertAfter ?? before.RevertAfter,
                },
            }),
        };
    }
}
