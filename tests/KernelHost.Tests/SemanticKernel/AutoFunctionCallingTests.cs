using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using static KernelHost.Tests.SemanticKernel.FakeChatClient;
using FunctionResultContent = Microsoft.Extensions.AI.FunctionResultContent;

namespace KernelHost.Tests.SemanticKernel;

public sealed class AutoFunctionCallingTests
{
    private static readonly PromptExecutionSettings Auto = new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

    [Fact]
    public async Task The_model_gets_the_result_and_then_answers()
    {
        var model = new FakeChatClient([Call("math_double", arguments: new() { ["n"] = 21 })], [Text("It is 42.")]);

        Assert.Equal("It is 42.", await KernelOf(model).InvokePromptAsync<string>("What is twice 21?", new(Auto)));

        Assert.Equal("math_double", Assert.Single(model.Requests[0].Options!.Tools!, t => t.Name.EndsWith("double", StringComparison.Ordinal)).Name);
        Assert.Equal([ChatRole.User, ChatRole.Assistant, ChatRole.Tool], model.Requests[1].Messages.Select(m => m.Role));
        Assert.Equal("42", Results(model, 1).Single().Result?.ToString());
    }

    [Fact]
    public async Task Several_calls_in_one_answer_are_all_run()
    {
        var model = new FakeChatClient(
            [Call("math_double", "a", new() { ["n"] = 1 }), Call("math_double", "b", new() { ["n"] = 2 })],
            [Text("done")]);

        await KernelOf(model).InvokePromptAsync("go", new(Auto));

        Assert.Equal([("a", "2"), ("b", "4")], Results(model, 1).Select(r => (r.CallId, r.Result?.ToString())));
    }

    [Fact]
    public async Task The_conversation_keeps_calls_and_results_but_not_the_answer()
    {
        var model = new FakeChatClient([Call("math_double", arguments: new() { ["n"] = 21 })], [Text("It is 42.")]);
        var history = new ChatHistory("go", AuthorRole.User);

        var answer = await model.AsService().GetChatMessageContentAsync(history, Auto, KernelOf(model));

        Assert.Equal("It is 42.", answer.Content);
        Assert.Equal([AuthorRole.User, AuthorRole.Assistant, AuthorRole.Tool], history.Select(m => m.Role));
        Assert.Equal("math_double", history[1].Items.OfType<Microsoft.SemanticKernel.FunctionCallContent>().Single().FunctionName);
    }

    [Fact]
    public async Task Usage_is_the_sum_of_all_requests()
    {
        var model = new FakeChatClient([Call("math_double", arguments: new() { ["n"] = 21 })], [Text("done")]);

        var result = await KernelOf(model).InvokePromptAsync("go", new(Auto));

        Assert.Equal(6, Assert.IsType<UsageDetails>(result.Metadata?["Usage"]).TotalTokenCount);
    }

    [Fact]
    public async Task Functions_run_within_the_kernels_function_filters()
    {
        var model = new FakeChatClient([Call("math_double", arguments: new() { ["n"] = 21 })], [Text("done")]);
        var kernel = KernelOf(model);
        var log = new List<string>();
        kernel.FunctionInvocationFilters.Add(new Spy(log));

        await kernel.InvokePromptAsync("go", new(Auto));

        Assert.Contains("math.double", log);
    }

    [Fact]
    public async Task An_unknown_function_is_told_to_the_model()
    {
        var model = new FakeChatClient([Call("math_nonsense")], [Text("sorry")]);

        Assert.Equal("sorry", await KernelOf(model).InvokePromptAsync<string>("go", new(Auto)));
        Assert.Contains("math_nonsense", Results(model, 1).Single().Result?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_told_to_the_model_without_its_details()
    {
        var model = new FakeChatClient([Call("math_fail")], [Text("sorry")]);

        Assert.Equal("sorry", await KernelOf(model).InvokePromptAsync<string>("go", new(Auto)));
        Assert.DoesNotContain("secret", Results(model, 1).Single().Result?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_keeps_failing_fails_the_request()
    {
        var model = new FakeChatClient([Call("math_fail")]);

        await Assert.ThrowsAsync<FormatException>(() => KernelOf(model).InvokePromptAsync("go", new(Auto)));
        Assert.Equal(4, model.Requests.Count);
    }

    [Fact]
    public async Task After_128_rounds_the_model_gets_no_more_functions()
    {
        var model = new FakeChatClient([Call("math_double", arguments: new() { ["n"] = 1 })]);

        await KernelOf(model).InvokePromptAsync("go", new(Auto));

        Assert.Equal(129, model.Requests.Count);
        Assert.NotEmpty(model.Requests[127].Options!.Tools!);
        Assert.Empty(model.Requests[128].Options!.Tools ?? []);
    }

    [Fact]
    public async Task Required_is_required_once()
    {
        var model = new FakeChatClient([Call("math_double", arguments: new() { ["n"] = 1 })], [Text("done")]);

        await KernelOf(model).InvokePromptAsync("go", new(new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Required() }));

        Assert.IsType<RequiredChatToolMode>(model.Requests[0].Options!.ToolMode);
        Assert.Null(model.Requests[1].Options!.ToolMode);
    }

    [Fact]
    public async Task Calls_are_left_to_the_caller_who_wants_them()
    {
        var model = new FakeChatClient([Call("math_double", "id", new() { ["n"] = 21 })]);
        var kernel = KernelOf(model);

        var answer = await kernel.InvokePromptAsync<Microsoft.SemanticKernel.ChatMessageContent>("go", new(new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(autoInvoke: false) }));

        var call = Assert.Single(Microsoft.SemanticKernel.FunctionCallContent.GetFunctionCalls(answer!));
        Assert.Equal("id", call.Id);
        Assert.Equal(42, (await call.InvokeAsync(kernel)).Result);
        Assert.Single(model.Requests);
    }

    [Fact]
    public async Task Without_a_choice_the_model_sees_no_functions()
    {
        var model = new FakeChatClient("hi");

        await KernelOf(model).InvokePromptAsync("go");

        Assert.Empty(model.Requests[0].Options?.Tools ?? []);
    }

    [Fact]
    public async Task Cancelling_ends_the_exchange()
    {
        using var source = new CancellationTokenSource();
        var model = new FakeChatClient([Call("math_cancel")], [Text("never")]);
        var kernel = KernelOf(model);
        kernel.Data["source"] = source;

        await Assert.ThrowsAsync<KernelFunctionCanceledException>(() => kernel.InvokePromptAsync("go", new(Auto), cancellationToken: source.Token));
        Assert.Single(model.Requests);
    }

    [Fact]
    public async Task Streaming_runs_functions_too()
    {
        var model = new FakeChatClient([Text("Let me see. "), Call("math_double", arguments: new() { ["n"] = 21 })], [Text("It "), Text("is 42.")]);

        var text = string.Concat(await KernelOf(model).InvokePromptStreamingAsync<string>("go", new(Auto)).ToListAsync());

        Assert.Equal("Let me see. It is 42.", text);
        Assert.Equal("42", Results(model, 1).Single().Result?.ToString());
    }

    [Fact]
    public async Task Streamed_calls_can_be_seen_and_are_kept_in_the_conversation()
    {
        var model = new FakeChatClient([Call("math_double", arguments: new() { ["n"] = 21 })], [Text("42")]);
        var history = new ChatHistory("go", AuthorRole.User);

        var pieces = await model.AsService().GetStreamingChatMessageContentsAsync(history, Auto, KernelOf(model)).ToListAsync();

        var call = Assert.Single(pieces.SelectMany(p => p.Items).OfType<StreamingFunctionCallUpdateContent>());
        Assert.Equal("math_double", call.Name);
        Assert.Equal(21, System.Text.Json.JsonElement.Parse(call.Arguments!).GetProperty("n").GetInt32());
        Assert.Equal([AuthorRole.User, AuthorRole.Assistant, AuthorRole.Tool], history.Select(m => m.Role));
    }

    internal static Kernel KernelOf(FakeChatClient model)
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton(model.AsService());
        builder.Plugins.AddFromFunctions("math",
        [
            KernelFunctionFactory.CreateFromMethod((int n) => n * 2, "double"),
            KernelFunctionFactory.CreateFromMethod(int () => throw new FormatException("secret"), "fail"),
            KernelFunctionFactory.CreateFromMethod((Kernel kernel) => ((CancellationTokenSource)kernel.Data["source"]!).Cancel(), "cancel"),
        ]);
        return builder.Build();
    }

    internal static IEnumerable<FunctionResultContent> Results(FakeChatClient model, int request) =>
        model.Requests[request].Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>();

    private sealed class Spy(List<string> log) : IFunctionInvocationFilter
    {
        public Task OnFunctionInvocationAsync(Microsoft.SemanticKernel.FunctionInvocationContext context, Func<Microsoft.SemanticKernel.FunctionInvocationContext, Task> next)
        {
            log.Add(context.Function.ToString());
            return next(context);
        }
    }
}
