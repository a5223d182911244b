using System.Collections.Immutable;
using System.Text.Json;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Tests.Kernels;

public class RoutedChatClientTests
{
    private readonly ScriptedProvider _echo = TestSetup.Echo();

    [Fact]
    public async Task Answers_and_reports_which_model_did()
    {
        var response = await TestSetup.Compile(TestSetup.TwoModels, _echo).Chat(new() { Model = "small-fast" }).GetResponseAsync("hi");

        Assert.Equal("small: hi", response.Text);
        var report = Assert.IsType<ModelCallReport>(ModelCallReport.In(response.AdditionalProperties));
        Assert.Equal(("small-fast", "main", "small", null, 1, 2L), (report.Requested, report.Provider, report.Resolved, report.FallbackReason, report.Attempts, report.Usage?.OutputTokenCount));
    }

    [Fact]
    public async Task A_stream_reports_in_its_first_update()
    {
        var updates = await TestSetup.Compile(TestSetup.TwoModels, _echo).Chat(new()).GetStreamingResponseAsync("hi").ToListAsync();

        Assert.Equal("big", ModelCallReport.In(updates[0].AdditionalProperties)?.Resolved);
        Assert.Equal("big: hi", string.Concat(updates.Select(update => update.Text)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Falls_over_before_the_first_content_and_says_why(bool streamed)
    {
        var provider = new ScriptedProvider((model, _) => model == "small" ? throw new ProviderException(FailureClass.RateLimit, "slow down") : TestSetup.Text("from big"));
        var client = TestSetup.Compile(TestSetup.TwoModels, provider).Chat(new() { Model = "small-fast" });

        var response = streamed ? await client.GetStreamingResponseAsync("hi").ToChatResponseAsync() : await client.GetResponseAsync("hi");

        Assert.Equal("from big", response.Text);
        var report = ModelCallReport.In(response.AdditionalProperties);
        Assert.Equal(("big", "rate_limit", 2), (report?.Resolved, report?.FallbackReason, report?.Attempts));
    }

    [Fact]
    public async Task A_named_model_brings_its_prompts_in_order_and_its_parameters_as_defaults()
    {
        var setup = TestSetup.TwoModels with
        {
            Models =
            [
                new()
                {
                    Name = "coder", Provider = "main", Model = "big", Prompts = ["a", "b"],
                    ModelApiParameters = Parameters("""{"temperature": 0.2, "max_tokens": 7, "num_ctx": 4096}"""),
                },
            ],
            Prompts = [Prompt("b", "second"), Prompt("a", "first")],
        };

        await TestSetup.Compile(setup, _echo).Chat(new() { Model = "coder" }).GetResponseAsync("hi", new ChatOptions { Temperature = 0.9f });

        var (_, messages, options) = Assert.Single(_echo.Calls);
        Assert.Equal(["system: first", "system: second", "user: hi"], messages.Select(message => $"{message.Role}: {message.Text}"));
        Assert.Equal((0.9f, 7, "4096"), (options.Temperature, options.MaxOutputTokens, options.AdditionalProperties?["num_ctx"]?.ToString()));
    }

    [Fact]
    public async Task Calls_made_in_a_scope_are_reported_to_it()
    {
        using var scope = CallScope.Begin("key-1");

        await TestSetup.Compile(TestSetup.TwoModels, _echo).Chat(new()).GetResponseAsync("hi");

        Assert.Equal("big", Assert.Single(scope.Reports).Resolved);
    }

    [Fact]
    public async Task No_model_at_all_is_a_resolution_error()
    {
        var failure = await Assert.ThrowsAsync<ModelResolutionException>(() => TestSetup.Compile(new(), _echo).Chat(new()).GetResponseAsync("hi"));

        Assert.Equal(ResolutionError.NoModelAvailable, failure.Error.Code);
    }

    private static PromptSet Prompt(string name, string text) => new() { Name = name, Messages = [new("system", text)] };

    private static ImmutableDictionary<string, JsonElement> Parameters(string json) =>
        JsonDocument.Parse(json).RootElement.EnumerateObject().ToImmutableDictionary(member => member.Name, member => member.Value);
}
