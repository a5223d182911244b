namespace Microsoft.SemanticKernel;

/// <summary>A function was cancelled before it finished.</summary>
public sealed class KernelFunctionCanceledException : OperationCanceledException
{
    /// <summary>Makes one for a call; the token is that of the inner exception.</summary>
    public KernelFunctionCanceledException(Kernel kernel, KernelFunction function, KernelArguments arguments, FunctionResult? functionResult, Exception? innerException = null)
        : base($"Function '{function?.Name}' was cancelled.", innerException, (innerException as OperationCanceledException)?.CancellationToken ?? default)
    {
        ArgumentNullException.ThrowIfNull(function);
        Kernel = kernel;
        Function = function;
        Arguments = arguments;
        FunctionResult = functionResult;
    }

    /// <summary>The kernel that ran it.</summary>
    public Kernel Kernel { get; }

    /// <summary>The function.</summary>
    public KernelFunction Function { get; }

    /// <summary>What it was called with.</summary>
    public KernelArguments Arguments { get; }

    /// <summary>What there was of a result; null when streaming.</summary>
    public FunctionResult? FunctionResult { get; }
}
