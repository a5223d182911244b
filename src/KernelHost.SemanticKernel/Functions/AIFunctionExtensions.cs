using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>Between functions of other libraries and ours.</summary>
public static class AIFunctionExtensions
{
    /// <summary>The function as one a kernel can run; its result is a JSON element.</summary>
    public static KernelFunction AsKernelFunction(this AIFunction aiFunction)
    {
        ArgumentNullException.ThrowIfNull(aiFunction);
        return aiFunction as KernelFunction ?? new AIFunctionKernelFunction(aiFunction);
    }

    /// <summary>Runs the function, with the kernel if it can use one.</summary>
    public static ValueTask<object?> InvokeAsync(this AIFunction aiFunction, Kernel kernel, AIFunctionArguments? functionArguments = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(aiFunction);
        if (aiFunction is KernelFunction)
            functionArguments = new(functionArguments ?? []) { [KernelFunction.KernelArgument] = kernel };

        return aiFunction.InvokeAsync(functionArguments, cancellationToken);
    }
}
