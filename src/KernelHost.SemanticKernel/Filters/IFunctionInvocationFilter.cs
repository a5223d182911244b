namespace Microsoft.SemanticKernel;

/// <summary>Stands around every call of a function through a kernel.</summary>
public interface IFunctionInvocationFilter
{
    /// <summary>Runs in place of the call; not calling <paramref name="next"/> skips the function.</summary>
    Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next);
}
