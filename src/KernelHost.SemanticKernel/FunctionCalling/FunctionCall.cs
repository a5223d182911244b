using Microsoft.SemanticKernel.ChatCompletion;
using AI = Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

internal static class FunctionCall
{
    /// <summary>Runs one call: through the kernel's filters if the request came from a kernel.</summary>
    public static async Task<object?> RunAsync(AI.FunctionInvocationContext call, CancellationToken cancellationToken)
    {
        if (call.Options is not KernelChatOptions options)
            return await call.Function.InvokeAsync(call.Arguments, cancellationToken);

        options.ChatMessageContent = call.Messages[^1].ToChatMessageContent();
        var context = new AutoFunctionInvocationContext(options, call.Function.AsKernelFunction())
        {
            Arguments = new(call.Arguments) { Services = call.Arguments.Services },
            CallContent = call.CallContent,
            Messages = call.Messages,
            Iteration = call.Iteration,
            FunctionCallIndex = call.FunctionCallIndex,
            FunctionCount = call.FunctionCount,
            IsStreaming = call.IsStreaming,
            CancellationToken = cancellationToken,
        };
        await options.Kernel.OnAutoFunctionInvocationAsync(context, InvokeAsync);
        call.Terminate = context.Terminate;
        return context.Result.Value;

        async Task InvokeAsync(AutoFunctionInvocationContext c)
        {
            if (!c.Terminate)
                c.Result = await c.Function.InvokeAsync(options.Kernel, c.Arguments, cancellationToken);
        }
    }
}
