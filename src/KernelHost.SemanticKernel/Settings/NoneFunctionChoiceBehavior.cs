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

    internal override FunctionChoice Choice => FunctionChoice.None;
}
