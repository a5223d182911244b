using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using FunctionInvocationContext = Microsoft.SemanticKernel.FunctionInvocationContext;

namespace KernelHost.Tests.SemanticKernel;

public sealed class FilterTests : IDisposable
{
    private readonly FakeChatClient _model = new("the answer");

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task Function_filters_run_around_the_call_the_first_outermost()
    {
        var log = new List<string>();
        var kernel = new Kernel();
        kernel.FunctionInvocationFilters.Add(new OnFunction(async (_, next) => { log.Add("a"); await next(); log.Add("/a"); }));
        kernel.FunctionInvocationFilters.Add(new OnFunction(async (_, next) => { log.Add("b"); await next(); log.Add("/b"); }));

        await kernel.InvokeAsync(KernelFunctionFactory.CreateFromMethod(() => log.Add("f"), "f"));

        Assert.Equal(["a", "b", "f", "/b", "/a"], log);
    }

    [Fact]
    public async Task A_function_filter_may_change_arguments_and_result()
    {
        var kernel = new Kernel();
        kernel.FunctionInvocationFilters.Add(new OnFunction(async (context, next) =>
        {
            context.Arguments["n"] = 2;
            await next();
            context.Result = new FunctionResult(context.Result, context.Result.GetValue<int>() * 10);
        }));

        Assert.Equal(20, await kernel.InvokeAsync<int>(KernelFunctionFactory.CreateFromMethod((int n) => n, "f"), new() { ["n"] = 1 }));
    }

    [Fact]
    public async Task A_function_filter_may_skip_the_call_or_handle_its_failure()
    {
        var kernel = new Kernel();
        kernel.FunctionInvocationFilters.Add(new OnFunction((_, _) => Task.CompletedTask));

        var result = await kernel.InvokeAsync(KernelFunctionFactory.CreateFromMethod(int () => throw new FormatException(), "f"));

        Assert.Null(result.GetValue<object>());
    }

    [Fact]
    public async Task A_function_filter_may_replace_a_stream()
    {
        var kernel = new Kernel();
        kernel.FunctionInvocationFilters.Add(new OnFunction(async (context, next) =>
        {
            await next();
            Assert.True(context.IsStreaming);
            context.Result = new FunctionResult(context.Result, context.Result.GetValue<IAsyncEnumerable<int>>()!.Select(n => n * 10));
        }));

        var pieces = await kernel.InvokeStreamingAsync<int>(KernelFunctionFactory.CreateFromMethod(() => new[] { 1, 2 }.ToAsyncEnumerable(), "f")).ToListAsync();

        Assert.Equal([10, 20], pieces);
    }

    [Fact]
    public async Task Filters_come_from_the_services_too()
    {
        var log = new List<string>();
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton<IFunctionInvocationFilter>(new OnFunction((context, next) => { log.Add(context.Function.Name); return next(); }));

        await builder.Build().InvokeAsync(KernelFunctionFactory.CreateFromMethod(() => 1, "f"));

        Assert.Equal(["f"], log);
    }

    [Fact]
    public async Task A_prompt_filter_may_change_what_is_sent()
    {
        var kernel = PromptKernel(async (context, next) =>
        {
            await next(context);
            context.RenderedPrompt += " please";
        });

        var result = await kernel.InvokePromptAsync("hi");

        Assert.Equal("hi please", _model.Requests[0].Messages[0].Text);
        Assert.Equal("hi please", result.RenderedPrompt);
    }

    [Fact]
    public async Task A_prompt_filter_may_answer_itself()
    {
        var kernel = PromptKernel(async (context, next) =>
        {
            await next(context);
            context.Result = new FunctionResult(context.Function, "cached");
        });

        Assert.Equal("cached", await kernel.InvokePromptAsync<string>("hi"));
        Assert.Empty(_model.Requests);
    }

    private Kernel PromptKernel(Func<PromptRenderContext, Func<PromptRenderContext, Task>, Task> filter)
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton(_model.AsService());
        builder.Services.AddSingleton<IPromptRenderFilter>(new OnPrompt(filter));
        return builder.Build();
    }

    private sealed class OnFunction(Func<FunctionInvocationContext, Func<Task>, Task> filter) : IFunctionInvocationFilter
    {
        public Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next) =>
            filter(context, () => next(context));
    }

    private sealed class OnPrompt(Func<PromptRenderContext, Func<PromptRenderContext, Task>, Task> filter) : IPromptRenderFilter
    {
        public Task OnPromptRenderAsync(PromptRenderContext context, Func<PromptRenderContext, Task> next) => filter(context, next);
    }
}
