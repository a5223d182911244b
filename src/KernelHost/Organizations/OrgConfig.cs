using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KernelHost.Organizations;

/// <summary>
/// One version of an organisation's configuration (contract, section 2). Immutable; JSON is snake_case.
/// Members this build does not know are kept in <c>Unknown</c> and written back unchanged. A null list or object counts as absent, so no
/// reader meets a default <see cref="ImmutableArray{T}"/>.
/// </summary>
public sealed record OrgConfig
{
    public const string DefaultSetupName = "default";

    public const string CurrentVersion = "1.0";

    public string Version { get; init => field = value ?? CurrentVersion; } = CurrentVersion;

    public ImmutableDictionary<string, Setup> Setups { get; init => field = value ?? field; } = ImmutableDictionary<string, Setup>.Empty;

    public AssistantDefaults? AssistantDefaults { get; init; }

    public Features? Features { get; init; }

    public Limits? Limits { get; init; }

    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }

    /// <summary>The setup named <paramref name="name"/>; with no name the one marked default, else the one called <c>default</c>, else null.</summary>
    public (string Name, Setup Setup)? FindSetup(string? name = null)
    {
        if (name is not null)
        {
            return Setups.TryGetValue(name, out var named) ? (name, named) : null;
        }

        foreach (var (key, setup) in Setups)
        {
            if (setup.IsDefault)
            {
                return (key, setup);
            }
        }

        return Setups.TryGetValue(DefaultSetupName, out var fallback) ? (DefaultSetupName, fallback) : null;
    }
}

public sealed record AssistantDefaults
{
    public string? PromptTemplate { get; init; }

    public string? SystemPrompt { get; init; }

    public string? Connector { get; init; }

    public string? Llm { get; init; }

    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }
}

public sealed record Features
{
    public bool? RagEnabled { get; init; }

    public bool? McpEnabled { get; init; }

    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }
}

public sealed record Limits
{
    public UsageLimits? Usage { get; init; }

    /// <summary>At the model endpoints, for all keys of the organisation together.</summary>
    public RateLimits? Rate { get; init; }

    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }
}

public sealed record UsageLimits
{
    public long? TokensPerMonth { get; init; }

    public int? MaxAssistants { get; init; }

    public int? MaxAssistantsPerUser { get; init; }

    public double? StorageGb { get; init; }

    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }
}

public sealed record RateLimits
{
    public int? RequestsPerMinute { get; init; }

    public int? ConcurrentRequests { get; init; }

    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }
}
