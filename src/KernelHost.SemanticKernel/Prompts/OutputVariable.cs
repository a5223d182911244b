using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Microsoft.SemanticKernel;

/// <summary>What a prompt's answer is.</summary>
public sealed class OutputVariable
{
    private string _description = "";

    /// <summary>What it means; never null.</summary>
    [JsonPropertyName("description")]
    [AllowNull]
    public string Description
    {
        get => _description;
        set => _description = value ?? "";
    }

    /// <summary>Its schema.</summary>
    [JsonPropertyName("json_schema")]
    public string? JsonSchema { get; set; }
}
