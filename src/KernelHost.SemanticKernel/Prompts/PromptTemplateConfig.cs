using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.SemanticKernel;

/// <summary>A prompt as a function: its template, its variables and the settings for the model.</summary>
public sealed class PromptTemplateConfig
{
    private string? _templateFormat;
    private Dictionary<string, PromptExecutionSettings> _executionSettings = [];

    /// <summary>Makes an empty one.</summary>
    public PromptTemplateConfig()
    {
    }

    /// <summary>Makes one of a template.</summary>
    public PromptTemplateConfig(string template) => Template = template;

    /// <summary>The name of the built-in format.</summary>
    public static string SemanticKernelTemplateFormat => "semantic-kernel";

    /// <summary>The function's name; null for a made-up one.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; set; }

    /// <summary>What the function does.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; set; }

    /// <summary>The template's format; the built-in one unless set.</summary>
    [JsonPropertyName("template_format")]
    [AllowNull]
    public string TemplateFormat
    {
        get => _templateFormat ?? SemanticKernelTemplateFormat;
        set => _templateFormat = value;
    }

    /// <summary>The template.</summary>
    [JsonPropertyName("template")]
    public string Template { get; set; } = "";

    /// <summary>The variables; those the template uses are added when it is parsed.</summary>
    [JsonPropertyName("input_variables")]
    public List<InputVariable> InputVariables { get; set; } = [];

    /// <summary>What the answer is.</summary>
    [JsonPropertyName("output_variable")]
    public OutputVariable? OutputVariable { get; set; }

    /// <summary>The settings for the model, by service id.</summary>
    /// <exception cref="ArgumentException">Settings stand under another id than their own.</exception>
    [JsonPropertyName("execution_settings")]
    public Dictionary<string, PromptExecutionSettings> ExecutionSettings
    {
        get => _executionSettings;
        set => _executionSettings = PromptExecutionSettings.RequireMatchingIds(value) ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>Whether the results of functions in the template may hold markup such as message elements; only for functions you trust.</summary>
    [JsonPropertyName("allow_dangerously_set_content")]
    public bool AllowDangerouslySetContent { get; set; }

    /// <summary>The settings for no particular service.</summary>
    [JsonIgnore]
    public PromptExecutionSettings? DefaultExecutionSettings => _executionSettings.GetValueOrDefault(PromptExecutionSettings.DefaultServiceId);

    /// <summary>Reads one from JSON.</summary>
    /// <exception cref="ArgumentException">It is not a prompt.</exception>
    public static PromptTemplateConfig FromJson(string json)
    {
        try
        {
            var config = JsonSerializer.Deserialize<PromptTemplateConfig>(json) ?? throw new ArgumentException("The JSON is null.", nameof(json));
            foreach (var variable in config.InputVariables)
            {
                if (variable.Default is JsonElement value)
                    variable.Default = value.ValueKind == JsonValueKind.String ? value.GetString() : throw new NotSupportedException($"The default of '{variable.Name}' must be text.");
            }

            return config;
        }
        catch (JsonException e)
        {
            throw new ArgumentException("The JSON does not describe a prompt.", nameof(json), e);
        }
    }

    /// <summary>Adds settings under the id given, their own, or the default.</summary>
    /// <exception cref="ArgumentException">There are settings for that service already, or two ids were given.</exception>
    public void AddExecutionSettings(PromptExecutionSettings settings, string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!string.IsNullOrWhiteSpace(serviceId) && !string.IsNullOrWhiteSpace(settings.ServiceId))
            throw new ArgumentException("The settings have a service id of their own.", nameof(serviceId));

        var id = serviceId ?? settings.ServiceId ?? PromptExecutionSettings.DefaultServiceId;
        if (!_executionSettings.TryAdd(id, settings))
            throw new ArgumentException($"There are several settings for the service '{id}'.", nameof(serviceId));
    }
}
