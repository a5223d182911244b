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
