using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KernelHost.Organizations;

/// <summary>
/// One version of an organisation's configuration (contract, section 2). Immutable; JSON is snake_case.
/// Members this build does not know are kept in <c>Unknown</c> and written back unchanged.
/// </summary>
public sealed record OrgConfig
{
    public const string DefaultSetupName = "default";

    public string Version { get; init; } = "1.0";

    public ImmutableDictionary<string, Setup> Setups { get; init; } = ImmutableDictionary<string, Setup>.Empty;

    public AssistantDefaults? AssistantDefaults { get; init; }

    public Features? Features { get; init; }

    public Limits? Limits { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }

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

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}

public sealed record Features
{
    public bool? RagEnabled { get; init; }

    public bool? McpEnabled { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}

public sealed record Limits
{
    public UsageLimits? Usage { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}

public sealed record UsageLimits
{
    public long? TokensPerMonth { get; init; }

    public int? MaxAssistants { get; init; }

    public int? MaxAssistantsPerUser { get; init; }

    public double? StorageGb { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; init; }
}
