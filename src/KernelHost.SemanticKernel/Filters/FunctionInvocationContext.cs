namespace Microsoft.SemanticKernel;

/// <summary>One call of a function, as its filters see it.</summary>
public class FunctionInvocationContext
{
    internal FunctionInvocationContext(Kernel kernel, KernelFunction function, KernelArguments arguments, FunctionResult result)
    {
        Kernel = kernel;
        Function = function;
        Arguments = arguments;
        Result = result;
    }

    /// <summary>Cancels the call.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Whether the result is an asynchronous sequence.</summary>
    public bool IsStreaming { get; init; }

    /// <summary>The kernel that runs the function.</summary>
    public Kernel Kernel { get; }

    /// <summary>The function.</summary>
    public KernelFunction Function { get; }

    /// <summary>What it is called with; may be changed before the call.</summary>
    public KernelArguments Arguments { get; }

    /// <summary>What it returned, empty before the call; may be replaced.</summary>
    public FunctionResult Result { get; set; }
}
