using System.Text.Json.Serialization;

namespace Microsoft.SemanticKernel;

/// <summary>The model sees functions but must not call them.</summary>
public sealed class NoneFunctionChoiceBehavior : FunctionChoiceBehavior
{
    internal NoneFunctionChoiceBehavior(IEnumerable<KernelFunction>? functions, FunctionChoiceBehaviorOptions? options)
        : base(functions, autoInvoke: false, options)
    {
    }

    [JsonConstructor]
    internal NoneFunctionChoiceBehavior()
        : this(null, null)
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

    internal override FunctionChoice Choice => FunctionChoice.None;
}
