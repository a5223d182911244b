using System.Text.Json.Serialization;

namespace Microsoft.SemanticKernel;

/// <summary>The model decides whether to call functions.</summary>
public sealed class AutoFunctionChoiceBehavior : FunctionChoiceBehavior
{
    internal AutoFunctionChoiceBehavior(IEnumerable<KernelFunction>? functions, bool autoInvoke, FunctionChoiceBehaviorOptions? options)
        : base(functions, autoInvoke, options)
    {
    }

    [JsonConstructor]
    internal AutoFunctionChoiceBehavior()
        : this(null, true, null)
    {
    }

    /// <summary>The functions as plugin.function; null for all of the kernel's, empty for none.</summary>
    [JsonPropertyName("functions")]
    public IList<string>? Functions
    {
        get => Names;
        set => Names = value;
    }

    /// <summary>How the model may call them.</summary>
    [JsonPropertyName("options")]
    public FunctionChoiceBehaviorOptions? Options
    {
        get => CallOptions;
        set => CallOptions = value;
    }

    internal override FunctionChoice Choice => FunctionChoice.Auto;
}
