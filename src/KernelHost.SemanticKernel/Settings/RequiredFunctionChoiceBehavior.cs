using System.Text.Json.Serialization;

namespace Microsoft.SemanticKernel;

/// <summary>The model must call functions in its first answer, after which it sees none.</summary>
public sealed class RequiredFunctionChoiceBehavior : FunctionChoiceBehavior
{
    internal RequiredFunctionChoiceBehavior(IEnumerable<KernelFunction>? functions, bool autoInvoke, FunctionChoiceBehaviorOptions? options)
        : base(functions, autoInvoke, options)
    {
    }

    [JsonConstructor]
    internal RequiredFunctionChoiceBehavior()
        : this(null, true, null)
    {
    }

    internal override FunctionChoice Choice => FunctionChoice.Required;

    /// <inheritdoc/>
    public override FunctionChoiceBehaviorConfiguration GetConfiguration(FunctionChoiceBehaviorConfigurationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.RequestSequenceIndex == 0
            ? base.GetConfiguration(context)
            : new(Options ?? new()) { Choice = Choice, AutoInvoke = AutoInvoke };
    }
}
