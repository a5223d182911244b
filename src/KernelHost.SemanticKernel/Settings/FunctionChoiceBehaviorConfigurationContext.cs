using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel;

/// <summary>The request that a behaviour is asked about.</summary>
public sealed class FunctionChoiceBehaviorConfigurationContext(ChatHistory chatHistory)
{
    /// <summary>The conversation.</summary>
    public ChatHistory ChatHistory { get; } = chatHistory;

    /// <summary>The kernel whose functions may be called.</summary>
    public Kernel? Kernel { get; init; }

    /// <summary>Which request of the exchange it is, counted from 0.</summary>
    public int RequestSequenceIndex { get; init; }
}
