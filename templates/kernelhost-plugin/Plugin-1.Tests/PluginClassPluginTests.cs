using KernelHost;
using KernelHost.Testing;
using Xunit;

namespace PluginNamespace.Tests;

public sealed class PluginClassPluginTests
{
    private readonly PluginKernel _plugin = PluginKernel.For<PluginClassPlugin>().Build();

    [Fact]
    public async Task The_summary_is_the_small_fast_models()
    {
        _plugin.SmallFast.Answers("The printer burns.");

        var summary = await SummariseAsync("Help! My printer is on fire.");

        Assert.Equal(new TextSummary("The printer burns."), summary);
        _plugin.SmallFast.AssertPromptHeld("My printer is on fire.");
        _plugin.AssertAsked(ServiceIds.SmallFast);
    }

    [Fact]
    public async Task Without_a_model_it_is_how_the_text_begins()
    {
        _plugin.SmallFast.Answers(Reply.Failure("rate_limit"));

        Assert.Equal(new TextSummary("Help!", "rate_limit"), await SummariseAsync("Help!"));
    }

    [Fact]
    public async Task A_model_that_is_too_slow_is_not_waited_for()
    {
        _plugin.SmallFast.Answers(Reply.Never);

        var summary = SummariseAsync("Help!");
        await _plugin.Clock.TimerSetAsync(TimeSpan.FromSeconds(5));
        _plugin.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(new TextSummary("Help!", "timeout"), await summary);
    }

    [Theory]
    [InlineData("""{"text": " "}""", "'text' must not be empty.")]
    [InlineData("""{"txt": "Help!"}""", "There is no argument 'txt'. Did you mean 'text'?")]
    public async Task A_bad_argument_is_refused(string arguments, string message)
    {
        var refusal = await Assert.ThrowsAsync<PluginArgumentException>(() => _plugin.InvokeAsync("summarise", arguments));

        Assert.Equal(message, refusal.Message);
        _plugin.AssertAsked();
    }

    private Task<TextSummary?> SummariseAsync(string text) => _plugin.InvokeAsync<TextSummary>("summarise", new { text });
}
