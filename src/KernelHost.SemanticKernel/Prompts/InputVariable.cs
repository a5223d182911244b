using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Microsoft.SemanticKernel;

/// <summary>A variable of a template.</summary>
public sealed class InputVariable
{
    private string _description = "";

    /// <summary>Makes an empty one.</summary>
    public InputVariable()
    {
    }

    /// <summary>Copies one.</summary>
    public InputVariable(InputVariable inputVariable)
    {
        ArgumentNullException.ThrowIfNull(inputVariable);
        Name = inputVariable.Name;
        Description = inputVariable.Description;
        Default = inputVariable.Default;
        IsRequired = inputVariable.IsRequired;
        JsonSchema = inputVariable.JsonSchema;
        AllowDangerouslySetContent = inputVariable.AllowDangerouslySetContent;
        Sample = inputVariable.Sample;
    }

    /// <summary>The name, without the dollar sign.</summary>
    [JsonPropertyName("name")]
    public string Name { get; set; } = "";

    /// <summary>What it is for; never null.</summary>
    [JsonPropertyName("description")]
    [AllowNull]
    public string Description
    {
        get => _description;
        set => _description = value ?? "";
    }

    /// <summary>What is used when the argument is missing.</summary>
    [JsonPropertyName("default")]
    public object? Default { get; set; }

    /// <summary>Whether models are told that it must be given.</summary>
    [JsonPropertyName("is_required")]
    public bool IsRequired { get; set; } = true;

    /// <summary>Its schema; text if there is none.</summary>
    [JsonPropertyName("json_schema")]
    public string? JsonSchema { get; set; }

    /// <summary>Whether its value may hold markup such as message elements; only for values you trust.</summary>
    [JsonPropertyName("allow_dangerously_set_content")]
    public bool AllowDangerouslySetContent { get; set; }

    /// <summary>An example of a value.</summary>
    [JsonPropertyName("sample")]
    public object? Sample { get; set; }
}
