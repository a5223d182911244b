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

    internal override FunctionChoice Choice => FunctionChoice.Auto;
}
