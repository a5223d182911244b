using System.Runtime.CompilerServices;

namespace Microsoft.SemanticKernel;

public abstract partial class KernelFunction
{
    /// <summary>Runs the function.</summary>
    /// <exception cref="KernelFunctionCanceledException">It was cancelled. Any other exception is the function's own.</exception>
    public async Task<FunctionResult> InvokeAsync(Kernel kernel, KernelArguments? arguments = null, CancellationToken cancellationToken = default)
    {
        kernel = Require(kernel);
        arguments ??= [];
        var context = new FunctionInvocationContext(kernel, this, arguments, new FunctionResult(this, culture: kernel.Culture)) { CancellationToken = cancellationToken };
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await kernel.OnFunctionInvocationAsync(context, async c => c.Result = await InvokeCoreAsync(kernel, c.Arguments, cancellationToken));
            return context.Result;
        }
        catch (OperationCanceledException cancelled)
        {
            throw new KernelFunctionCanceledException(kernel, this, arguments, context.Result, cancelled);
        }
    }

    /// <summary>Runs the function and converts its result.</summary>
    public async Task<TResult?> InvokeAsync<TResult>(Kernel kernel, KernelArguments? arguments = null, CancellationToken cancellationToken = default) =>
        (await InvokeAsync(kernel, arguments, cancellationToken)).GetValue<TResult>();

    /// <summary>Runs the function piece by piece.</summary>
    public IAsyncEnumerable<StreamingKernelContent> InvokeStreamingAsync(Kernel kernel, KernelArguments? arguments = null, CancellationToken cancellationToken = default) =>
        InvokeStreamingAsync<StreamingKernelContent>(kernel, arguments, cancellationToken);

    /// <summary>Runs the function and converts each piece.</summary>
    /// <exception cref="KernelFunctionCanceledException">It was cancelled. Any other exception is the function's own.</exception>
    public async IAsyncEnumerable<TResult> InvokeStreamingAsync<TResult>(Kernel kernel, KernelArguments? arguments = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        kernel = Require(kernel);
        arguments ??= [];
        var pieces = await AsCancelledAsync(() => OpenAsync<TResult>(kernel, arguments, cancellationToken));
        await using (pieces)
        {
            while (await AsCancelledAsync(pieces.MoveNextAsync))
                yield return pieces.Current;
        }

        // One place turns a cancellation into ours; a yield cannot stand inside the try.
        async ValueTask<T> AsCancelledAsync<T>(Func<ValueTask<T>> step)
        {
            try
            {
                return await step();
            }
            catch (OperationCanceledException cancelled)
            {
                throw new KernelFunctionCanceledException(kernel, this, arguments, null, cancelled);
            }
        }
    }

    private async ValueTask<IAsyncEnumerator<TResult>> OpenAsync<TResult>(Kernel kernel, KernelArguments arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var context = new FunctionInvocationContext(kernel, this, arguments, new FunctionResult(this, culture: kernel.Culture))
        {
            CancellationToken = cancellationToken,
            IsStreaming = true,
        };
        await kernel.OnFunctionInvocationAsync(context, c =>
        {
            c.Result = new FunctionResult(this, InvokeStreamingCoreAsync<TResult>(kernel, c.Arguments, cancellationToken), kernel.Culture);
            return Task.CompletedTask;
        });
        var pieces = context.Result.GetValue<IAsyncEnumerable<TResult>>() ?? AsyncEnumerable.Empty<TResult>();
        return pieces.GetAsyncEnumerator(cancellationToken);
    }

    private Kernel Require(Kernel? kernel) => kernel ?? Kernel ?? throw new ArgumentNullException(nameof(kernel));
}
