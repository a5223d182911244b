using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>A connection to a model server as an organisation configured it.</summary>
public sealed record ProviderSettings
{
    public ProviderSettings()
        : this(enabled: true)
    {
    }

    // Generated readers give init-only members their type's default; a constructor parameter keeps its own.
    [JsonConstructor]
    internal ProviderSettings(bool enabled = true) => Enabled = enabled;

    /// <summary>One of <see cref="ProviderKinds"/>; absent = the provider's own name, if that names a kind.</summary>
    public string? Kind { get; init; }

    public bool Enabled { get; init; }

    /// <summary>The key, or the text <c>${env:NAME}</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWriting)]
    public Secret? ApiKey { get; init; }

    public bool? ApiKeySet => ApiKey is null ? null : true;

    public string? BaseUrl { get; init; }

    public string? DefaultModel { get; init; }

    public ImmutableArray<ModelEntry> Models { get; init => field = value.IsDefault ? [] : value; } = [];

    public ProviderTimeouts? Timeouts { get; init; }

    /// <summary>What of it a system admin or the environment wrote. Not part of the config: it can be neither sent nor seen.</summary>
    internal Trust Trust { get; init; } = Trust.None;

    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }
}

/// <summary>One enabled model: in JSON a string, or <c>{"id": …, "type": …}</c> with further members kept as they are.</summary>
[JsonConverter(typeof(ModelEntryJsonConverter))]
public sealed record ModelEntry(string Id, ModelType? Type = null)
{
    public ImmutableDictionary<string, JsonElement>? Unknown { get; init; }
}

/// <summary>Limits on one attempt; an absent member means the host's default (connect 5 s, headers none of their own, first token 30 s, idle 30 s, total 5 min).</summary>
public sealed record ProviderTimeouts
{
    public Duration? Connect { get; init; }

    /// <summary>To the response's headers; those of an answer that is not streamed come when it is done.</summary>
    public Duration? Headers { get; init; }

    /// <summary>Of a stream, from its request on.</summary>
    public Duration? FirstToken { get; init; }

    public Duration? Idle { get; init; }

    public Duration? Total { get; init; }

    [JsonInclude, JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; internal set; }
}
