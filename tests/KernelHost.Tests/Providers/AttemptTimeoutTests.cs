using KernelHost.Organizations;
using KernelHost.Providers;
using Microsoft.Extensions.AI;

namespace KernelHost.Tests.Providers;

/// <summary>The limits of contract section 5, on a clock that only the test turns.</summary>
public class AttemptTimeoutTests : UpstreamHost
{
    // Far away from the limit under test, because the clock may run on before the reader beside it has noticed.
    private static readonly TimeSpan Never = TimeSpan.FromDays(30);
    private static readonly AttemptTimeouts Patient = new(TimeSpan.FromSeconds(5), Never, Never, Never);

    [Theory]
    [InlineData(ProviderKinds.OpenAI, "hang")]
    [InlineData(ProviderKinds.OpenAI, "slow-first-token")]
    [InlineData(ProviderKinds.Ollama, "hang")]
    [InlineData(ProviderKinds.Ollama, "slow-first-token")]
    [InlineData(ProviderKinds.Anthropic, "hang")]
    [InlineData(ProviderKinds.Anthropic, "slow-first-token")]
    public async Task A_first_token_that_does_not_come_is_a_timeout(string kind, string fault)
    {
        Upstream.Fail("m", fault);
        var call = ReadAsync(Chat(kind, Patient with { FirstToken = TimeSpan.FromSeconds(30) }).GetStreamingResponseAsync("?"));
        await Upstream.HeldAsync();

        await AssertTimesOutAsync(call, "no first token within 30 s");
    }

    [Theory]
    [InlineData(ProviderKinds.OpenAI)]
    [InlineData(ProviderKinds.Ollama)]
    [InlineData(ProviderKinds.Anthropic)]
    public async Task Headers_of_a_whole_answer_come_when_it_is_done_and_have_until_the_end(string kind)
    {
        Upstream.Fail("m", "hang");
        var call = Chat(kind, Patient with { FirstToken = TimeSpan.FromSeconds(30), Total = TimeSpan.FromMinutes(5) }).GetResponseAsync("?");
        await Upstream.HeldAsync();
        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.False(call.IsCompleted);

        await AssertTimesOutAsync(call, "no whole answer within 300 s");
    }

    [Theory]
    [InlineData(ProviderKinds.OpenAI, false)]
    [InlineData(ProviderKinds.OpenAI, true)]
    [InlineData(ProviderKinds.Ollama, false)]
    [InlineData(ProviderKinds.Anthropic, false)]
    public async Task The_wait_for_headers_has_a_limit_of_its_own(string kind, bool stream)
    {
        Upstream.Fail("m", "hang");
        var client = Chat(kind, Patient with { Headers = TimeSpan.FromSeconds(10) });
        Task call = stream ? ReadAsync(client.GetStreamingResponseAsync("?")) : client.GetResponseAsync("?");
        await Upstream.HeldAsync();

        await AssertTimesOutAsync(call, "no headers within 10 s");
    }

    [Fact]
    public async Task Headers_that_came_end_the_wait_for_them()
    {
        Upstream.Fail("m", "stall");
        var answer = Chat(ProviderKinds.OpenAI, Patient with { Headers = TimeSpan.FromSeconds(10), Idle = TimeSpan.FromSeconds(40) }).GetStreamingResponseAsync("a b c d e f g h");
        await using var updates = answer.GetAsyncEnumerator();
        await updates.MoveNextAsync();

        await AssertTimesOutAsync(RestAsync(), "no next token within 40 s");

        async Task RestAsync()
        {
            while (await updates.MoveNextAsync())
            {
            }
        }
    }

    [Theory]
    [InlineData(ProviderKinds.OpenAI)]
    [InlineData(ProviderKinds.Ollama)]
    [InlineData(ProviderKinds.Anthropic)]
    public async Task A_stream_that_stalls_is_a_timeout(string kind)
    {
        Upstream.Fail("m", "stall");
        var call = ReadAsync(Chat(kind, Patient with { Idle = TimeSpan.FromSeconds(20) }).GetStreamingResponseAsync("a b c d e f g h"));
        await Upstream.HeldAsync();
        await Clock.TimerSetAsync(TimeSpan.FromSeconds(20));

        await AssertTimesOutAsync(call, "no next token within 20 s");
    }

    [Fact]
    public async Task Signs_of_life_are_not_progress()
    {
        Upstream.Fail("m", "keepalive-stall");
        var call = ReadAsync(Chat(ProviderKinds.OpenAI, Patient with { FirstToken = TimeSpan.FromSeconds(30) }).GetStreamingResponseAsync("?"));
        await Upstream.HeldAsync();

        await AssertTimesOutAsync(call, "no first token within 30 s");
    }

    [Fact]
    public async Task A_call_that_goes_on_for_too_long_is_a_timeout()
    {
        Upstream.Fail("m", "stall");
        var call = ReadAsync(Chat(ProviderKinds.OpenAI, Patient with { Total = TimeSpan.FromMinutes(5) }).GetStreamingResponseAsync("a b c d e f g h"));
        await Upstream.HeldAsync();

        await AssertTimesOutAsync(call, "no whole answer within 300 s");
    }

    [Fact]
    public async Task A_slow_reader_is_not_a_slow_server()
    {
        Upstream.Script("m", "one two three");
        await using var stream = Chat(ProviderKinds.OpenAI, "m").GetStreamingResponseAsync("?").GetAsyncEnumerator();
        var text = "";
        while (await stream.MoveNextAsync())
        {
            text += stream.Current.Text;
            Clock.Advance(TimeSpan.FromSeconds(40));
        }

        Assert.Equal("one two three", text);
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("stall")]
    public async Task The_callers_own_cancellation_is_not_a_failure_and_ends_the_upstream_call(string fault)
    {
        Upstream.Fail("m", fault);
        using var caller = new CancellationTokenSource();
        var call = ReadAsync(Chat(ProviderKinds.OpenAI, "m").GetStreamingResponseAsync("a b c d e f", cancellationToken: caller.Token));
        await Upstream.HeldAsync();

        await caller.CancelAsync();

        var cancelled = await Assert.ThrowsAsync<OperationCanceledException>(() => call);
        Assert.Equal(caller.Token, cancelled.CancellationToken);
        var entry = Assert.Single(Upstream.Journal.Entries);
        await entry.Ended.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(entry.ClientDisconnected);
    }

    [Fact]
    public async Task A_reader_that_leaves_ends_the_upstream_call()
    {
        Upstream.Fail("m", "stall");
        await foreach (var update in Chat(ProviderKinds.OpenAI, "m").GetStreamingResponseAsync("a b c d e f"))
        {
            if (update.Text.Length > 0)
                break;
        }

        var entry = Assert.Single(Upstream.Journal.Entries);
        await entry.Ended.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(entry.ClientDisconnected);
    }

    private IChatClient Chat(string kind, AttemptTimeouts limits) =>
        Catalog.Get(kind).CreateChatClient(Connect(kind) with { Timeouts = limits }, "m");

    // The reader runs beside the test, so the clock is turned until it has noticed.
    private async Task AssertTimesOutAsync(Task call, string limit)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!call.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var failure = await Assert.ThrowsAsync<ProviderException>(() => call);
        Assert.Equal((FailureClass.Timeout, $"Provider 'ours' timed out: {limit}."), (failure.Class, failure.Message));
    }
}
