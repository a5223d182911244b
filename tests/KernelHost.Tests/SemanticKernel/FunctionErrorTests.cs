using Microsoft.SemanticKernel;

namespace KernelHost.Tests.SemanticKernel;

public sealed class FunctionErrorTests
{
    private static readonly Kernel Kernel = new();

    [Fact]
    public async Task A_missing_argument_is_a_kernel_exception_that_names_it()
    {
        var function = KernelFunctionFactory.CreateFromMethod((int count) => count, "f");

        var exception = await Assert.ThrowsAsync<KernelException>(() => Kernel.InvokeAsync(function));

        Assert.Contains("count", exception.Message, StringComparison.Ordinal);
        Assert.Equal("count", Assert.IsType<ArgumentException>(exception.InnerException).ParamName);
    }

    [Fact]
    public async Task Text_that_is_no_number_is_out_of_range()
    {
        var function = KernelFunctionFactory.CreateFromMethod((int count) => count, "f");

        var exception = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Kernel.InvokeAsync(function, new() { ["count"] = "many" }));

        Assert.Equal("count", exception.ParamName);
        Assert.Equal("many", exception.ActualValue);
    }

    [Fact]
    public async Task What_the_function_throws_comes_through()
    {
        await Assert.ThrowsAsync<FormatException>(() => Kernel.InvokeAsync(KernelFunctionFactory.CreateFromMethod(void () => throw new FormatException(), "f")));
        await Assert.ThrowsAsync<FormatException>(() => Kernel.InvokeAsync(KernelFunctionFactory.CreateFromMethod(Task () => Task.FromException(new FormatException()), "f")));
    }

    [Fact]
    public async Task An_unknown_plugin_or_function_is_not_found()
    {
        var kernel = new Kernel();
        kernel.ImportPluginFromFunctions("p", [KernelFunctionFactory.CreateFromMethod(() => 1, "f")]);

        await Assert.ThrowsAsync<KeyNotFoundException>(() => kernel.InvokeAsync("q", "f"));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => kernel.InvokeAsync("p", "g"));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => kernel.InvokeAsync(null, "g"));
        Assert.Equal(1, await kernel.InvokeAsync<int>(null, "f"));
    }

    [Fact]
    public async Task A_cancelled_token_cancels_before_the_function_runs()
    {
        var ran = false;
        var function = KernelFunctionFactory.CreateFromMethod(() => ran = true, "f");

        var exception = await Assert.ThrowsAsync<KernelFunctionCanceledException>(() => Kernel.InvokeAsync(function, cancellationToken: new(canceled: true)));

        Assert.False(ran);
        Assert.Same(function, exception.Function);
        Assert.Same(Kernel, exception.Kernel);
        Assert.True(exception.CancellationToken.IsCancellationRequested);
    }

    [Fact]
    public async Task A_function_that_is_cancelled_while_it_runs_says_so()
    {
        using var source = new CancellationTokenSource();
        var function = KernelFunctionFactory.CreateFromMethod(async (CancellationToken token) =>
        {
            await source.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        }, "f");

        await Assert.ThrowsAsync<KernelFunctionCanceledException>(() => Kernel.InvokeAsync(function, cancellationToken: source.Token));
    }

    [Fact]
    public async Task Streaming_is_cancelled_alike()
    {
        var function = KernelFunctionFactory.CreateFromMethod(() => "text", "f");

        await Assert.ThrowsAsync<KernelFunctionCanceledException>(async () => await Kernel.InvokeStreamingAsync(function, cancellationToken: new(canceled: true)).ToListAsync());
    }

    [Fact]
    public async Task A_value_of_another_type_is_an_invalid_cast()
    {
        var result = await Kernel.InvokeAsync(KernelFunctionFactory.CreateFromMethod(() => 1, "f"));

        Assert.Throws<InvalidCastException>(() => result.GetValue<Uri>());
    }
}
