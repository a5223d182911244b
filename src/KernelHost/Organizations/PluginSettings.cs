using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>How an organisation uses one plugin. What is absent is as for a plugin that is not named at all.</summary>
public sealed record PluginSettings
{
    public PluginSettings()
        : this(true)
    {
    }

    // A parameter's default is what the serializer gives to an absent member.
    [JsonConstructor]
    internal PluginSettings(bool enabled = true) => Enabled = enabled;

    /// <summary>False = it is not in the organisation's kernels.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whose calls may reach it: <c>member</c>, <c>org-admin</c>; null = everybody's. A system admin's always may.</summary>
    public ImmutableArray<string>? AllowedRoles { get; init; }

    /// <summary>Of one call of a function; null = the host's.</summary>
    public Duration? Timeout { get; init; }

    /// <summary>Calls at once, of all functions together; null = the host's.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>What the plugin's constructor gets as its options, by the names that its type has in snake_case.</summary>
    public ImmutableDictionary<string, JsonElement> Settings { get; init => field = value ?? field; } = ImmutableDictionary<string, JsonElement>.Empty;

    /// <summary>More of the same, kept as secrets are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    public ImmutableDictionary<string, Secret>? Secrets { get; init; }

    /// <summary>The names in <see cref="Secrets"/>, for readers who may not see the values.</summary>
    public IReadOnlyList<string>? SecretsSet => Secrets is { IsEmpty: false } ? [.. Secrets.Keys.Order(StringComparer.Ordinal)] : null;

    /// <summary>What of it a system admin or the environment wrote. Not part of the config: it can be neither sent nor seen.</summary>
    internal Trust Trust { get; init; } = Trust.None;

    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }

    /// <summary>Whether a system admin or the environment wrote this secret.</summary>
    internal bool IsTrusted(string secret) => Trust.CoversSecret(ConfigAddresses.PluginSecret + secret, Secrets?.GetValueOrDefault(secret));

    /// <summary>Where its secrets may go, as far as the settings tell: every address in them. Whoever changes one does not take the secrets along.</summary>
    internal string Destination(string plugin) =>
        JsonSerializer.Serialize([plugin, .. Settings.Values.SelectMany(Addresses).Distinct().Order(StringComparer.Ordinal)], TrustJsonContext.Default.StringArray);

    private static IEnumerable<string> Addresses(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Addresses(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Addresses),
        JsonValueKind.String when value.GetString() is { } text && (text.Contains("://", StringComparison.Ordinal) || LooksLikeHost(text)) =>
            [UpstreamAddress.TryParse(text, out var address, out _) ? address.Origin : text],
        _ => [],
    };

    // "api.example.org", "10.0.0.7:8080": a plugin may put the scheme before it itself.
    private static bool LooksLikeHost(string text) => !text.Any(char.IsWhiteSpace) && text.AsSpan().IndexOfAny('.', ':') > 0;
}
