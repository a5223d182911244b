namespace KernelHost.Tests.Testing;

public sealed class ScriptedModelTests : IDisposable
{
    private readonly PluginKernel _plugin = PluginKernel.For<KitPlugin>().Build();

    private ScriptedModel Model => _plugin.SmallFast;

    public void Dispose() => _plugin.Dispose();

    [Fact]
    public async Task Answers_come_in_turn_and_then_the_standing_one()
    {
        Model.Answers("one", "two").AlwaysAnswers("more");

        string[] answers = [await AskAsync(), await AskAsync(), await AskAsync(), await AskAsync()];

        Assert.Equal(["one", "two", "more", "more"], answers);
    }

    [Fact]
    public async Task A_rule_goes_before_the_script()
    {
        Model.When("weather", "Rain.").When(call => call.User.Length > 50, "Too long.").Answers("one", "two");

        string[] answers = [await AskAsync("first"), await AskAsync("the weather?"), await AskAsync(new('x', 60)), await AskAsync("last")];

        Assert.Equal(["one", "Rain.", "Too long.", "two"], answers);
    }

    [Fact]
    public async Task An_answer_may_be_made_of_what_is_asked()
    {
        Model.AlwaysAnswers(Reply.From(call => $"You said: {call.User}"));

        Assert.Equal("You said: Hello", await AskAsync("Hello"));
    }

    [Fact]
    public async Task A_failure_has_the_reason_that_the_host_would_give()
    {
        Model.Answers(Reply.Failure("no_model_available"), Reply.Failure(new TimeoutException("late")));

        Assert.Equal("no_model_available", (await Assert.ThrowsAsync<ModelCallException>(() => AskAsync())).Reason);
        Assert.Equal("late", (await Assert.ThrowsAsync<TimeoutException>(() => AskAsync())).Message);
    }

    [Fact]
    public async Task A_late_answer_waits_for_the_clock()
    {
        Model.Answers(Reply.Text("late").After(TimeSpan.FromSeconds(3)));

        var answer = AskAsync();
        await _plugin.Clock.TimerSetAsync(TimeSpan.FromSeconds(3));
        Assert.False(answer.IsCompleted);
        _plugin.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal("late", await answer);
    }

    [Fact]
    public async Task A_model_that_never_answers_shows_the_plugins_time_limit()
    {
        Model.Answers(Reply.Never);

        var answer = AskAsync();
        await _plugin.Clock.TimerSetAsync(TimeSpan.FromSeconds(5));
        _plugin.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("timeout", (await Assert.ThrowsAsync<ModelCallException>(() => answer)).Reason);
    }

    [Fact]
    public async Task A_caller_who_hangs_up_ends_the_call()
    {
        Model.Answers(Reply.Never);
        using var hangUp = new CancellationTokenSource();

        var answer = _plugin.InvokeAsync("ask", new { text = "?" }, hangUp.Token);
        await hangUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Fact]
    public async Task A_call_beyond_the_script_fails_the_test_and_shows_the_prompt()
    {
        Model.Answers("one");
        await AskAsync();

        var failure = await Assert.ThrowsAsync<PluginTestException>(() => AskAsync("What now?"));

        Assert.Contains("'small-fast' has no answer to this call", failure.Message, StringComparison.Ordinal);
        Assert.Contains("user: What now?", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_does_even_if_the_plugin_catches_everything() => await Assert.ThrowsAsync<PluginTestException>(() => _plugin.InvokeAsync("swallow"));

    [Fact]
    public async Task Failed_assertions_show_what_was_asked()
    {
        Model.AlwaysAnswers("yes");
        await AskAsync("Is it raining?");

        Assert.Equal(
            """
            The model 'small-fast' should have been asked 2 times, and was asked once.
              1. small-fast was asked
                system: Answer.
                user: Is it raining?
            """, Assert.Throws<PluginTestException>(() => Model.AssertAsked(2)).Message);
        Assert.StartsWith("No prompt of the model 'small-fast' held \"raining\" and \"snow\".", Assert.Throws<PluginTestException>(() => Model.AssertPromptHeld("raining", "snow")).Message, StringComparison.Ordinal);
        Assert.StartsWith("The models asked should have been: small-fast, default. They were: small-fast.", Assert.Throws<PluginTestException>(() => _plugin.AssertAsked("small-fast", "default")).Message, StringComparison.Ordinal);
        Assert.Contains("was not asked", Assert.Throws<PluginTestException>(() => _plugin.Default.LastCall).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Met_assertions_say_nothing()
    {
        Model.AlwaysAnswers("yes");
        await AskAsync("Is it raining?");

        Model.AssertAsked(1);
        Model.AssertPromptHeld("raining", "Answer.");
        _plugin.Default.AssertNotAsked();
        _plugin.AssertAsked(ServiceIds.SmallFast);
    }

    [Fact]
    public async Task Many_calls_at_once_are_all_remembered()
    {
        Model.AlwaysAnswers(Reply.From(call => call.User));

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(() => AskAsync($"{number}"))));

        Assert.Equal(Enumerable.Range(0, 200).Select(number => $"{number}"), answers);
        Model.AssertAsked(200);
    }

    private async Task<string> AskAsync(string text = "?") => await _plugin.InvokeAsync<string>("ask", new { text }) ?? "";
}
