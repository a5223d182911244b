using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>A named part of an organisation's config: providers, models, prompts, fallback.</summary>
public sealed record Setup
{
    public string? Name { get; init; }

    public bool IsDefault { get; init; }

    public ModelReference? GlobalDefaultModel { get; init; }

    public ModelReference? SmallFastModel { get; init; }

    public ImmutableDictionary<ModelType, ModelReference> DefaultModelsByType { get; init => field = value ?? field; } = ImmutableDictionary<ModelType, ModelReference>.Empty;

    /// <summary>In the order they were written: "first enabled provider" means this order.</summary>
    public ProviderList Providers { get; init => field = value ?? field; } = ProviderList.Empty;

    public ImmutableArray<NamedModel> Models { get; init => field = value.IsDefault ? [] : value; } = [];

    public ImmutableArray<PromptSet> Prompts { get; init => field = value.IsDefault ? [] : value; } = [];

    public McpSettings? Mcp { get; init; }

    /// <summary>By the plugin's name, which ignores case.</summary>
    public ImmutableDictionary<string, PluginSettings> Plugins { get; init => field = value ?? field; } = ImmutableDictionary<string, PluginSettings>.Empty;

    /// <summary>By the name that clients write in <c>model</c>.</summary>
    public ImmutableDictionary<string, RoutePolicy> Routes { get; init => field = value ?? field; } = ImmutableDictionary<string, RoutePolicy>.Empty;

    public FallbackSettings Fallback { get; init => field = value ?? field; } = FallbackSettings.Default;

    public KnowledgeBaseSettings? KnowledgeBase { get; init; }

    /// <summary>What is said of a plugin; null when nothing is.</summary>
    public PluginSettings? FindPlugin(string name) => Plugins.TryGetValue(name, out var settings) ? settings
        : Plugins.FirstOrDefault(pair => string.Equals(pair.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }
}

/// <summary>A LlamaFarm-style entry: a name for provider + model + parameters + prompt + MCP servers.</summary>
public sealed record NamedModel
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    public bool Default { get; init; }

    public string? Prompt { get; init; }

    public ImmutableArray<string>? Prompts { get; init; }

    /// <summary>Defaults that a request overrides, in the provider's own vocabulary (<c>temperature</c>, <c>num_ctx</c>, …).</summary>
    public ImmutableDictionary<string, JsonElement>? ModelApiParameters { get; init; }

    /// <summary>Members that go into the request's body as they are, after the parameters; a request overrides them, too.</summary>
    public ImmutableDictionary<string, JsonElement>? ExtraBody { get; init; }

    /// <summary>Absent = all of the setup's servers, empty = none.</summary>
    public ImmutableArray<string>? McpServers { get; init; }

    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }

    /// <summary>The prompt sets to merge, in order.</summary>
    [JsonIgnore]
    public ImmutableArray<string> PromptNames => Prompts ?? (Prompt is { Length: > 0 } one ? [one] : []);
}

public sealed record PromptSet
{
    public required string Name { get; init; }

    public ImmutableArray<PromptMessage> Messages { get; init => field = value.IsDefault ? [] : value; } = [];

    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }
}

public sealed record PromptMessage(string Role, string Content)
{
    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }
}

public sealed record McpSettings
{
    public ImmutableArray<McpServer> Servers { get; init => field = value.IsDefault ? [] : value; } = [];

    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }
}

public sealed record McpServer
{
    public required string Name { get; init; }

    public string? Transport { get; init; }

    public string? Command { get; init; }

    public ImmutableArray<string>? Args { get; init; }

    public string? BaseUrl { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    public ImmutableDictionary<string, Secret>? Env { get; init; }

    /// <summary>The names in <see cref="Env"/>, for readers who may not see the values.</summary>
    public IReadOnlyList<string>? EnvSet => Env is { IsEmpty: false } ? [.. Env.Keys.Order(StringComparer.Ordinal)] : null;

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    public ImmutableDictionary<string, Secret>? Headers { get; init; }

    /// <summary>The names in <see cref="Headers"/>, for readers who may not see the values.</summary>
    public IReadOnlyList<string>? HeadersSet => Headers is { IsEmpty: false } ? [.. Headers.Keys.Order(StringComparer.Ordinal)] : null;

    /// <summary>Whether it is started rather than called.</summary>
    internal bool IsCommand => Transport is { } transport ? transport == "stdio" : Command is { Length: > 0 };

    /// <summary>The command with its arguments.</summary>
    internal ImmutableArray<string> CommandLine => [Command ?? "", .. Args ?? []];

    /// <summary>What of it a system admin or the environment wrote. Not part of the config: it can be neither sent nor seen.</summary>
    internal Trust Trust { get; init; } = Trust.None;

    /// <summary>Whether what is run, or called, is a system admin's word.</summary>
    internal bool IsTrusted => Trust.CoversAddress(ConfigAddresses.AddressOf(this));

    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }
}

public sealed record KnowledgeBaseSettings
{
    public string? ServerUrl { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    public Secret? ApiToken { get; init; }

    public bool? ApiTokenSet => ApiToken is null ? null : true;

    /// <summary>What of it a system admin or the environment wrote. Not part of the config: it can be neither sent nor seen.</summary>
    internal Trust Trust { get; init; } = Trust.None;

    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }
}
