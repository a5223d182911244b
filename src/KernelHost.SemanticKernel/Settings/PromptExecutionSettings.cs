using System.Collections.ObjectModel;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel;

/// <summary>Which model to ask and how.</summary>
public class PromptExecutionSettings
{
    private string? _serviceId;
    private string? _modelId;
    private FunctionChoiceBehavior? _functionChoiceBehavior;
    private IDictionary<string, object>? _extensionData;

    /// <summary>The id that stands for no particular service.</summary>
    public static string DefaultServiceId => "default";

    /// <summary>The service's id; null for the default.</summary>
    [JsonPropertyName("service_id")]
    public string? ServiceId
    {
        get => _serviceId;
        set => _serviceId = Thawed(value);
    }

    /// <summary>The model's id; null for the service's own.</summary>
    [JsonPropertyName("model_id")]
    public string? ModelId
    {
        get => _modelId;
        set => _modelId = Thawed(value);
    }

    /// <summary>Which functions the model may call; null for none.</summary>
    [JsonPropertyName("function_choice_behavior")]
    public FunctionChoiceBehavior? FunctionChoiceBehavior
    {
        get => _functionChoiceBehavior;
        set => _functionChoiceBehavior = Thawed(value);
    }

    /// <summary>The model's parameters by their names on the wire: temperature, top_p, max_tokens, stop_sequences, seed, response_format…</summary>
    [JsonExtensionData]
    public IDictionary<string, object>? ExtensionData
    {
        get => _extensionData;
        set => _extensionData = Thawed(value);
    }

    /// <summary>Whether changing them throws.</summary>
    [JsonIgnore]
    public bool IsFrozen { get; private set; }

    /// <summary>Makes changing them throw from now on.</summary>
    public virtual void Freeze()
    {
        IsFrozen = true;
        if (_extensionData is { IsReadOnly: false })
            _extensionData = new ReadOnlyDictionary<string, object>(_extensionData);
    }

    /// <summary>A copy that can be changed.</summary>
    public virtual PromptExecutionSettings Clone() => new()
    {
        ServiceId = ServiceId,
        ModelId = ModelId,
        FunctionChoiceBehavior = FunctionChoiceBehavior,
        ExtensionData = ExtensionData is null ? null : new Dictionary<string, object>(ExtensionData),
    };

    internal static Dictionary<string, PromptExecutionSettings> ByServiceId(IEnumerable<PromptExecutionSettings> settings)
    {
        var byId = new Dictionary<string, PromptExecutionSettings>();
        foreach (var one in settings)
        {
            var id = one.ServiceId ?? DefaultServiceId;
            if (!byId.TryAdd(id, one))
                throw new ArgumentException($"There are several settings for the service '{id}'.", nameof(settings));
        }

        return byId;
    }

    internal static T? RequireMatchingIds<T>(T? settings)
        where T : IEnumerable<KeyValuePair<string, PromptExecutionSettings>>
    {
        foreach (var (key, value) in settings ?? Enumerable.Empty<KeyValuePair<string, PromptExecutionSettings>>())
        {
            if (!string.IsNullOrWhiteSpace(value.ServiceId) && value.ServiceId != key)
                throw new ArgumentException($"Settings for the service '{value.ServiceId}' stand under '{key}'.", nameof(settings));
        }

        return settings;
    }

    internal PromptExecutionSettings FrozenClone()
    {
        var clone = Clone();
        clone.Freeze();
        return clone;
    }

    internal ChatHistory Prepare(ChatHistory chatHistory) => PrepareChatHistoryForRequest(chatHistory);

    internal void Prepare(ChatOptions options) => PrepareChatOptionsForRequest(options);

    /// <summary>For derived settings: changes the conversation before it goes to the model.</summary>
    protected virtual ChatHistory PrepareChatHistoryForRequest(ChatHistory chatHistory) => chatHistory;

    /// <summary>For derived settings: changes the options before they go to the model.</summary>
    protected virtual void PrepareChatOptionsForRequest(ChatOptions options)
    {
    }

    /// <summary>For derived settings: call it before a change.</summary>
    /// <exception cref="InvalidOperationException">They are frozen.</exception>
    protected void ThrowIfFrozen()
    {
        if (IsFrozen)
            throw new InvalidOperationException("These settings are frozen; change a clone.");
    }

    private T Thawed<T>(T value)
    {
        ThrowIfFrozen();
        return value;
    }
}
