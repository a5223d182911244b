using KernelHost;
using KernelHost.Testing;

namespace Storyteller.Tests;

public sealed class StorytellerPluginTests : IDisposable
{
    private readonly PluginKernel _plugin = PluginKernel.For<StorytellerPlugin>().Build();

    public void Dispose() => _plugin.Dispose();

    [Fact]
    public async Task The_pieces_are_the_models()
    {
        _plugin.Default.Answers(Reply.Pieces("Once upon ", "a time ", "there was a cat."));

        Assert.Equal(["Once upon ", "a time ", "there was a cat."], await TellAsync(new { topic = "a cat" }));

        _plugin.AssertAsked(ServiceIds.Default);
        _plugin.Default.AssertPromptHeld("a cat");
    }

    [Fact]
    public async Task Who_does_not_ask_for_a_stream_gets_all_pieces()
    {
        _plugin.Default.Answers(Reply.Pieces("Once ", "upon."));

        Assert.Equal("""["Once ","upon."]""", (await _plugin.InvokeAsync("tell", new { topic = "a cat" })).GetRawText());
    }

    [Theory]
    [InlineData(3, "Once upon a")]
    [InlineData(4, "Once upon a time")]
    [InlineData(5, "Once upon a time there.")]
    [InlineData(2000, "Once upon a time there.")]
    public async Task A_story_ends_where_it_may_have_no_more_words(int most, string story)
    {
        _plugin.Default.Answers(Reply.Pieces("Once up", "on a ti", "me ", "there."));

        Assert.Equal(story, string.Concat(await TellAsync(new { topic = "a cat", most_words = most })).TrimEnd());
    }

    [Fact]
    public async Task A_model_that_breaks_off_ends_the_stream_after_what_came()
    {
        _plugin.Default.Answers(Reply.Failure("error", after: ["Once "]));
        var heard = new List<string>();

        var failure = await Assert.ThrowsAsync<ModelCallException>(async () =>
        {
            await foreach (var piece in _plugin.StreamAsync("tell", new { topic = "a cat" }))
                heard.Add(piece);
        });

        Assert.Equal(["Once "], heard);
        Assert.Equal("error", failure.Reason);
    }

    [Fact]
    public async Task A_model_that_says_nothing_is_not_waited_for_longer_than_a_minute()
    {
        _plugin.Default.Answers(Reply.Never);

        var story = TellAsync(new { topic = "a cat" });
        await _plugin.Clock.TimerSetAsync(TimeSpan.FromMinutes(1));
        _plugin.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("timeout", (await Assert.ThrowsAsync<ModelCallException>(() => story)).Reason);
    }

    [Theory]
    [InlineData("""{"topic": " "}""", "topic")]
    [InlineData("""{"topic": "a cat", "most_words": 0}""", "most_words")]
    public async Task A_bad_wish_is_refused_before_anybody_is_asked(string arguments, string argument)
    {
        Assert.Equal(argument, (await Assert.ThrowsAsync<PluginArgumentException>(() => TellAsync(arguments))).Argument);

        _plugin.AssertAsked();
    }

    private async Task<List<string>> TellAsync(object arguments) => await _plugin.StreamAsync("tell", arguments).ToListAsync();
}
