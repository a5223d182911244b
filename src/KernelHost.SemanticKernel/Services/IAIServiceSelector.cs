using System.Diagnostics.CodeAnalysis;
using Microsoft.SemanticKernel.Services;

namespace Microsoft.SemanticKernel;

/// <summary>Decides which model service a prompt function uses; register your own to replace the built-in one.</summary>
public interface IAIServiceSelector
{
    /// <summary>Finds the service and the settings to use it with.</summary>
    bool TrySelectAIService<T>(
        Kernel kernel,
        KernelFunction function,
        KernelArguments arguments,
        [NotNullWhen(true)] out T? service,
        out PromptExecutionSettings? serviceSettings)
        where T : class, IAIService;
}
