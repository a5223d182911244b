namespace Microsoft.SemanticKernel;

/// <summary>What a behaviour means for one request.</summary>
public sealed class FunctionChoiceBehaviorConfiguration
{
    internal FunctionChoiceBehaviorConfiguration(FunctionChoiceBehaviorOptions options) => Options = options;

    /// <summary>How free the model is.</summary>
    public FunctionChoice Choice { get; internal init; }

    /// <summary>The functions it sees.</summary>
    public IReadOnlyList<KernelFunction>? Functions { get; internal init; }

    /// <summary>Whether its calls are run for it.</summary>
    public bool AutoInvoke { get; set; } = true;

    /// <summary>The options.</summary>
    public FunctionChoiceBehaviorOptions Options { get; }
}
