using System.ComponentModel;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace KernelHost.Tests.Kernels;

public class KernelFactoryTests
{
    private readonly ScriptedProvider _echo = TestSetup.Echo();

    [Theory]
    [InlineData(null, "big")]
    [InlineData("default", "big")]
    [InlineData("small-fast", "small")]
    [InlineData("coder", "big")]
    [InlineData("main/small", "small")]
    public async Task A_prompt_is_answered_by_the_service_its_settings_name(string? serviceId, string model)
    {
        var kernel = await TestSetup.Compile(TestSetup.TwoModels, _echo).KernelAsync(default);

        var answer = await kernel.InvokePromptAsync<string>("hi", new(new PromptExecutionSettings { ServiceId = serviceId }));

        Assert.Equal($"{model}: hi", answer);
    }

    [Fact]
    public async Task An_unknown_service_id_is_an_error_that_lists_the_ids()
    {
        var kernel = await TestSetup.Compile(TestSetup.TwoModels, _echo).KernelAsync(default);

        var failure = await Assert.ThrowsAsync<KernelException>(() => kernel.InvokePromptAsync("hi", new(new PromptExecutionSettings { ServiceId = "smal-fast" })));

        Assert.Contains("coder, default, main/big, main/small, small-fast", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_echo.Calls);
    }

    [Fact]
    public async Task Services_are_found_by_key_and_without_one()
    {
        var kernel = await TestSetup.Compile(TestSetup.TwoModels, _echo).KernelAsync(default);

        Assert.Equal("small: a", (await kernel.GetRequiredService<IChatClient>("small-fast").GetResponseAsync("a")).Text);
        Assert.Equal("big: b", (await kernel.GetRequiredService<IChatClient>().GetResponseAsync("b")).Text);
        Assert.Equal("small: c", (await kernel.GetRequiredService<IChatCompletionService>("main/small").GetChatMessageContentAsync("c")).Content);
    }

    [Fact]
    public async Task The_small_fast_model_tells_what_it_is()
    {
        var configured = (await TestSetup.Compile(TestSetup.TwoModels, _echo).KernelAsync(default)).GetRequiredService<ISmallFastModel>();
        var absent = (await TestSetup.Compile(TestSetup.TwoModels with { SmallFastModel = null }, _echo).KernelAsync(default)).GetRequiredService<ISmallFastModel>();

        Assert.Equal((true, new ModelIdentity("main", "small")), (configured.IsConfigured, configured.Model));
        Assert.Equal((false, new ModelIdentity("main", "big")), (absent.IsConfigured, absent.Model));
    }

    [Fact]
    public async Task The_small_fast_model_answers_whole_and_streamed()
    {
        var model = (await TestSetup.Compile(TestSetup.TwoModels, _echo).KernelAsync(default)).GetRequiredService<ISmallFastModel>();

        Assert.Equal("small: hi", (await model.AskAsync([new(ChatRole.User, "hi")])).Text);
        Assert.Equal("small: hi", (await model.AskStreamingAsync([new(ChatRole.User, "hi")]).ToChatResponseAsync()).Text);
    }

    [Fact]
    public async Task A_plugin_reaches_only_what_kernels_share()
    {
        var services = (await TestSetup.Compile(TestSetup.TwoModels, _echo).KernelAsync(default)).Services;

        Assert.Equal("acme", services.GetRequiredService<IOrganizationContext>().Organization);
        Assert.Null(services.GetService<KernelHost.Organizations.OrganizationDirectory>());
        Assert.Null(services.GetService<KernelHost.Security.ApiKeyDirectory>());
    }

    [Fact]
    public async Task A_model_calls_the_plugins_by_itself_when_the_settings_let_it()
    {
        var provider = new ScriptedProvider((_, messages) => messages[^1].Role == ChatRole.Tool
            ? TestSetup.Text($"it said {messages[^1].Contents.OfType<Microsoft.Extensions.AI.FunctionResultContent>().Single().Result}")
            : Calling("Clock_now"));
        var kernel = await TestSetup.Compile(TestSetup.TwoModels, provider, KernelPluginFactory.CreateFromObject(new Clock(), "Clock")).KernelAsync(default);

        var answer = await kernel.InvokePromptAsync<string>("what time is it?", new(new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() }));

        Assert.Equal("it said noon", answer);
        Assert.Equal(2, provider.Calls.Count);
    }

    [Fact]
    public async Task A_model_that_calls_for_ever_is_stopped()
    {
        var provider = new ScriptedProvider((_, _) => Calling("Clock_now"));
        var kernel = await TestSetup.Compile(TestSetup.TwoModels, provider, KernelPluginFactory.CreateFromObject(new Clock(), "Clock")).KernelAsync(default);

        await kernel.InvokePromptAsync("what time is it?", new(new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() }));

        Assert.Equal(10, provider.Calls.Count);
    }

    private static ChatResponse Calling(string function) =>
        new(new ChatMessage(ChatRole.Assistant, [new Microsoft.Extensions.AI.FunctionCallContent(Guid.NewGuid().ToString(), function)])) { FinishReason = ChatFinishReason.ToolCalls };

    private sealed class Clock
    {
        [KernelFunction("now"), Description("What time it is")]
        public string Now() => "noon";
    }
}
