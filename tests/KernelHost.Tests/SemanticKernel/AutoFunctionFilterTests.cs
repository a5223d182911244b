using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using static KernelHost.Tests.SemanticKernel.AutoFunctionCallingTests;
using static KernelHost.Tests.SemanticKernel.FakeChatClient;

namespace KernelHost.Tests.SemanticKernel;

public sealed class AutoFunctionFilterTests
{
    private static readonly PromptExecutionSettings Auto = new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

    [Fact]
    public async Task A_filter_sees_each_call_and_where_it_stands()
    {
        var model = new FakeChatClient(
            [Call("math_double", "a", new() { ["n"] = 1 }), Call("math_double", "b", new() { ["n"] = 2 })],
            [Call("math_double", "c", new() { ["n"] = 3 })],
            [Text("done")]);
        var seen = new List<(string?, int, int, int, string, object?)>();

        await RunAsync(model, async (context, next) =>
        {
            seen.Add((context.ToolCallId, context.RequestSequenceIndex, context.FunctionSequenceIndex, context.FunctionCount, context.Function.Name, context.Arguments!["n"]));
            await next(context);
        });

        Assert.Equal([("a", 0, 0, 2, "double", 1), ("b", 0, 1, 2, "double", 2), ("c", 1, 0, 1, "double", 3)], seen);
    }

    [Fact]
    public async Task A_filter_sees_the_conversation_and_the_settings()
    {
        var model = new FakeChatClient([Call("math_double", arguments: new() { ["n"] = 1 })], [Text("done")]);

        await RunAsync(model, async (context, next) =>
        {
            Assert.Equal([AuthorRole.User, AuthorRole.Assistant], context.ChatHistory.Select(m => m.Role));
            Assert.Single(context.ChatMessageContent.Items.OfType<FunctionCallContent>());
            Assert.IsType<AutoFunctionChoiceBehavior>(context.ExecutionSettings?.FunctionChoiceBehavior);
            Assert.False(context.IsStreaming);
            await next(context);
        });
    }

    [Fact]
    public async Task A_filter_may_change_the_arguments_and_the_result()
    {
        var model = new FakeChatClient([Call("math_double", arguments: new() { ["n"] = 1 })], [Text("done")]);

        await RunAsync(model, async (context, next) =>
        {
            context.Arguments!["n"] = 5;
            await next(context);
            context.Result = new FunctionResult(context.Result, context.Result.GetValue<int>() + 1);
        });

        Assert.Equal("11", Results(model, 1).Single().Result?.ToString());
    }

    [Fact]
    public async Task A_filter_may_answer_instead_of_the_function()
    {
        var model = new FakeChatClient([Call("math_fail")], [Text("done")]);

        await RunAsync(model, (context, _) =>
        {
            context.Result = new FunctionResult(context.Function, "instead");
            return Task.CompletedTask;
        });

        Assert.Equal("instead", Results(model, 1).Single().Result?.ToString());
    }

    [Fact]
    public async Task A_filter_may_end_the_exchange()
    {
        var model = new FakeChatClient(
            [Call("math_double", "a", new() { ["n"] = 1 }), Call("math_double", "b", new() { ["n"] = 2 })],
            [Text("never")]);
        var calls = 0;

        var result = await RunAsync(model, async (context, next) =>
        {
            calls++;
            await next(context);
            context.Terminate = true;
        });

        Assert.Equal(1, calls);
        Assert.Single(model.Requests);
        Assert.Equal("2", result.GetValue<ChatMessageContent>()?.Items.OfType<FunctionResultContent>().Single().Result?.ToString());
    }

    [Fact]
    public async Task A_filter_may_end_a_stream()
    {
        var model = new FakeChatClient([Text("before "), Call("math_double", arguments: new() { ["n"] = 1 })], [Text("never")]);
        var kernel = KernelOf(model);
        kernel.AutoFunctionInvocationFilters.Add(new OnCall(async (context, next) =>
        {
            Assert.True(context.IsStreaming);
            await next(context);
            context.Terminate = true;
        }));

        Assert.Equal("before ", string.Concat(await kernel.InvokePromptStreamingAsync<string>("go", new(Auto)).ToListAsync()));
        Assert.Single(model.Requests);
    }

    [Fact]
    public async Task Filters_run_the_first_outermost()
    {
        var model = new FakeChatClient([Call("math_double", arguments: new() { ["n"] = 1 })], [Text("done")]);
        var kernel = KernelOf(model);
        var log = new List<string>();
        kernel.AutoFunctionInvocationFilters.Add(new OnCall(async (context, next) => { log.Add("a"); await next(context); log.Add("/a"); }));
        kernel.AutoFunctionInvocationFilters.Add(new OnCall(async (context, next) => { log.Add("b"); await next(context); log.Add("/b"); }));

        await kernel.InvokePromptAsync("go", new(Auto));

        Assert.Equal(["a", "b", "/b", "/a"], log);
    }

    private static Task<FunctionResult> RunAsync(FakeChatClient model, Func<AutoFunctionInvocationContext, Func<AutoFunctionInvocationContext, Task>, Task> filter)
    {
        var kernel = KernelOf(model);
        kernel.AutoFunctionInvocationFilters.Add(new OnCall(filter));
        return kernel.InvokePromptAsync("go", new(Auto));
    }

    private sealed class OnCall(Func<AutoFunctionInvocationContext, Func<AutoFunctionInvocationContext, Task>, Task> filter) : IAutoFunctionInvocationFilter
    {
        public Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next) => filter(context, next);
    }
}
