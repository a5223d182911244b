using System.Text.Json.Serialization;

namespace Microsoft.SemanticKernel;

/// <summary>How a model may call functions.</summary>
public sealed class FunctionChoiceBehaviorOptions
{
    /// <summary>Whether the model may ask for several calls in one answer; null leaves it to the model.</summary>
    [JsonPropertyName("allow_parallel_calls")]
    public bool? AllowParallelCalls { get; set; }

    /// <summary>Whether such calls may run at the same time; chat clients run them one after the other.</summary>
    [JsonPropertyName("allow_concurrent_invocation")]
    public bool AllowConcurrentInvocation { get; set; }

    /// <summary>Whether the arguments must follow the schema to the letter, where the model supports that.</summary>
    [JsonPropertyName("allow_strict_schema_adherence")]
    public bool AllowStrictSchemaAdherence { get; set; }

    /// <summary>Whether arguments keep their JSON types instead of becoming text.</summary>
    [JsonIgnore]
    public bool RetainArgumentTypes { get; set; }
}
