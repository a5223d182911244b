namespace Microsoft.SemanticKernel;

/// <summary>Stands around every call of a function that a model asked for.</summary>
public interface IAutoFunctionInvocationFilter
{
    /// <summary>Runs in place of the call.</summary>
    Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next);
}
