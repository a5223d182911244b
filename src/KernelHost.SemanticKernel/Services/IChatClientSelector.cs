using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>What the built-in selector does too: it selects chat clients for prompt functions.</summary>
internal interface IChatClientSelector
{
    /// <summary>Finds the client and the settings to use it with.</summary>
    bool TrySelectChatClient<T>(
        Kernel kernel,
        KernelFunction function,
        KernelArguments arguments,
        [NotNullWhen(true)] out T? service,
        out PromptExecutionSettings? serviceSettings)
        where T : class, IChatClient;
}
