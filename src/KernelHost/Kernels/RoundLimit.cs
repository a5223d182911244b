using Microsoft.SemanticKernel;

namespace KernelHost.Kernels;

/// <summary>Ends automatic function calling after so many rounds with a model: one that calls for ever costs money for ever.</summary>
internal sealed class RoundLimit : IAutoFunctionInvocationFilter
{
    public const int MostRounds = 10;

    public async Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        await next(context);
        if (context.RequestSequenceIndex >= MostRounds - 1)
        {
            context.Terminate = true;
        }
    }
}
