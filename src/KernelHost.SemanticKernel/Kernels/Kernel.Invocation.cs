namespace Microsoft.SemanticKernel;

public sealed partial class Kernel
{
    /// <summary>Runs a function with this kernel.</summary>
    public Task<FunctionResult> InvokeAsync(KernelFunction function, KernelArguments? arguments = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return function.InvokeAsync(this, arguments, cancellationToken);
    }

    /// <summary>Runs a function of this kernel's plugins; without a plugin name, the first that has the function.</summary>
    /// <exception cref="KeyNotFoundException">There is no such plugin or function.</exception>
    public Task<FunctionResult> InvokeAsync(string? pluginName, string functionName, KernelArguments? arguments = null, CancellationToken cancellationToken = default) =>
        Plugins.GetFunction(pluginName, functionName).InvokeAsync(this, arguments, cancellationToken);

    /// <summary>Runs a function and converts its result.</summary>
    public async Task<TResult?> InvokeAsync<TResult>(KernelFunction function, KernelArguments? arguments = null, CancellationToken cancellationToken = default) =>
        (await InvokeAsync(function, arguments, cancellationToken)).GetValue<TResult>();

    /// <summary>Runs a function of this kernel's plugins and converts its result.</summary>
    public async Task<TResult?> InvokeAsync<TResult>(string? pluginName, string functionName, KernelArguments? arguments = null, CancellationToken cancellationToken = default) =>
        (await InvokeAsync(pluginName, functionName, arguments, cancellationToken)).GetValue<TResult>();

    /// <summary>Runs a function piece by piece.</summary>
    public IAsyncEnumerable<StreamingKernelContent> InvokeStreamingAsync(KernelFunction function, KernelArguments? arguments = null, CancellationToken cancellationToken = default) =>
        InvokeStreamingAsync<StreamingKernelContent>(function, arguments, cancellationToken);

    /// <summary>Runs a function of this kernel's plugins piece by piece.</summary>
    public IAsyncEnumerable<StreamingKernelContent> InvokeStreamingAsync(string? pluginName, string functionName, KernelArguments? arguments = null, CancellationToken cancellationToken = default) =>
        InvokeStreamingAsync<StreamingKernelContent>(pluginName, functionName, arguments, cancellationToken);

    /// <summary>Runs a function and converts each piece.</summary>
    public IAsyncEnumerable<T> InvokeStreamingAsync<T>(KernelFunction function, KernelArguments? arguments = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        return function.InvokeStreamingAsync<T>(this, arguments, cancellationToken);
    }

    /// <summary>Runs a function of this kernel's plugins and converts each piece.</summary>
    public IAsyncEnumerable<T> InvokeStreamingAsync<T>(string? pluginName, string functionName, KernelArguments? arguments = null, CancellationToken cancellationToken = default) =>
        Plugins.GetFunction(pluginName, functionName).InvokeStreamingAsync<T>(this, arguments, cancellationToken);

    internal Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> invoke) =>
        FilterChain.RunAsync(_functionFilters, static (filter, c, next) => filter.OnFunctionInvocationAsync(c, next), context, invoke);

    internal Task OnPromptRenderAsync(PromptRenderContext context, Func<PromptRenderContext, Task> render) =>
        FilterChain.RunAsync(_promptFilters, static (filter, c, next) => filter.OnPromptRenderAsync(c, next), context, render);

    internal Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> invoke) =>
        FilterChain.RunAsync(_autoFunctionFilters, static (filter, c, next) => filter.OnAutoFunctionInvocationAsync(c, next), context, invoke);
}
