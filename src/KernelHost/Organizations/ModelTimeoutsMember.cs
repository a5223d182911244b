using System.Collections.Immutable;
using System.Text.Json;

namespace KernelHost.Organizations;

/// <summary>A model's own <c>timeouts</c>, written in its entry; what it leaves out is its provider's.</summary>
internal static class ModelTimeoutsMember
{
    public const string Name = "timeouts";

    private static readonly ImmutableArray<string> Limits = ["connect", "headers", "first_token", "idle", "total"];

    /// <summary>Null = the entry has none.</summary>
    public static ProviderTimeouts? Of(ModelEntry entry) => entry.Unknown?.GetValueOrDefault(Name) is { ValueKind: JsonValueKind.Object } written
        ? new() { Connect = Limit(written, "connect"), Headers = Limit(written, "headers"), FirstToken = Limit(written, "first_token"), Idle = Limit(written, "idle"), Total = Limit(written, "total") }
        : null;

    public static IEnumerable<ConfigProblem> Check(string path, ModelEntry entry)
    {
        if (entry.Unknown?.TryGetValue(Name, out var written) != true || written.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        return written.ValueKind != JsonValueKind.Object
            ? ConfigRules.Error($"{path}.{Name}", "wrong_type", $"Expected an object with some of {string.Join(", ", Limits)}, such as {{\"first_token\": \"2m\"}}.")
            : Limits.Where(limit => written.TryGetProperty(limit, out var value) && value.ValueKind != JsonValueKind.Null && Limit(written, limit) is null)
                .SelectMany(limit => ConfigRules.Error($"{path}.{Name}.{limit}", "wrong_type", "Expected a duration such as \"300ms\", \"10s\", \"5m\" or \"1h\"; at most 24 hours."));
    }

    private static Duration? Limit(JsonElement written, string name) =>
        written.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && Duration.TryParse(value.GetString(), out var duration) ? duration : null;
}
