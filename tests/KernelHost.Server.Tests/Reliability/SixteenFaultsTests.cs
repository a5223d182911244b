using System.Net;
using KernelHost.Upstream;

namespace KernelHost.Server.Tests.Reliability;

/// <summary>
/// The sixteen faults of docs/reliability.md as a client that streams meets them, in both deliveries: a whole answer, or where the client has had a part of another
/// one already an error that says so. Each answer has sixty tokens.
/// </summary>
public sealed class SixteenFaultsTests(OutageFixture fixture) : IClassFixture<OutageFixture>
{
    private static readonly string Sixty = string.Join(' ', Enumerable.Range(1, 60).Select(i => $"w{i}"));

    public static TheoryData<string, string> Ways => new() { { "openai", "stream" }, { "openai", "assured" }, { "ollama", "stream" }, { "ollama", "assured" } };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task F01_429_with_Retry_After(string kind, string delivery)
    {
        var outage = await BeginAsync(kind, delivery, "429-retry-4");

        AssertStoodIn(outage, await outage.AskAsync(true), "rate_limit");
        Assert.Equal($"{Outage.Key} {Outage.SpareKey}", outage.Attempts());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task F02_429_for_ever(string kind, string delivery)
    {
        var outage = await BeginAsync(kind, delivery, "429");

        AssertStoodIn(outage, await outage.AskAsync(true), "rate_limit");
        AssertStoodIn(outage, await outage.AskAsync(true), "cooldown");
        Assert.Equal($"{Outage.Key} {Outage.SpareKey} {Outage.SpareKey}", outage.Attempts());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task F03_One_500(string kind, string delivery)
    {
        var outage = await BeginAsync(kind, delivery, "500-once");

        AssertServed(outage, await outage.AskAsync(true, outage.PauseAsync));
        Assert.Equal($"{Outage.Key} {Outage.Key}", outage.Attempts());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task F04_503_for_ever(string kind, string delivery)
    {
        var outage = await BeginAsync(kind, delivery, "503");

        AssertStoodIn(outage, await outage.AskAsync(true, outage.PauseAsync), "error");
        AssertStoodIn(outage, await outage.AskAsync(true), "cooldown");
        Assert.Equal($"{Outage.Key} {Outage.Key} {Outage.SpareKey} {Outage.SpareKey}", outage.Attempts());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task F05_Reset_before_the_headers(string kind, string delivery)
    {
        var outage = await BeginAsync(kind, delivery, "reset");

        AssertStoodIn(outage, await outage.AskAsync(true, outage.PauseAsync), "error");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task F06_Silence(string kind, string delivery)
    {
        var outage = await BeginAsync(kind, delivery, "hang");

        AssertStoodIn(outage, await outage.AskAsync(true, asking => outage.SilenceAsync(TimeSpan.FromSeconds(30), asking)), "timeout");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task F07_First_token_after_20_seconds_of_30(string kind, string delivery)
    {
        var outage = await BeginAsync(kind, delivery, "slow-first-token-20");

        AssertServed(outage, await outage.AskAsync(true, _ => outage.SilenceAsync(TimeSpan.FromSeconds(20))));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task F07_First_token_after_20_seconds_of_10(string kind, string delivery)
    {
        var outage = await (New(kind, delivery) with { FirstToken = "10s" }).BeginAsync("slow-first-token-20");

        AssertStoodIn(outage, await outage.AskAsync(true, asking => outage.SilenceAsync(TimeSpan.FromSeconds(10), asking)), "timeout");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task F08_Cut_after_40_of_60_tokens(string kind, string delivery)
    {
        var outage = await BeginAsync(kind, delivery, "cut-late");

        AssertHonest(outage, await outage.AskAsync(true, delivery == "assured" ? outage.PauseAsync : null), "error", "upstream_error", tokens: 40);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task F09_Stall_of_30_seconds_in_the_middle(string kind, string delivery)
    {
        var outage = await BeginAsync(kind, delivery, "stall-30");

        AssertHonest(outage, await outage.AskAsync(true, asking => outage.StallAsync("w30", asking)), "timeout", "upstream_timeout", tokens: 30);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task F10_Malformed_chunk(string kind, string delivery)
    {
        var outage = await BeginAsync(kind, delivery, "malformed-chunk");

        AssertServed(outage, await outage.AskAsync(true));
        Assert.Equal(Outage.Key, outage.Attempts());
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("assured")]
    public async Task F11_No_DONE(string delivery)
    {
        var outage = await BeginAsync("openai", delivery, "no-done");

        AssertServed(outage, await outage.AskAsync(true));
        Assert.Equal(Outage.Key, outage.Attempts());
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("assured")]
    public async Task F11_No_last_line_of_Ollama_is_no_finish_reason(string delivery)
    {
        var outage = await BeginAsync("ollama", delivery, "no-done");

        AssertHonest(outage, await outage.AskAsync(true, delivery == "assured" ? outage.PauseAsync : null), "error", "upstream_error", tokens: 60);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task F12_Context_length(string kind, string delivery)
    {
        var outage = await (New(kind, delivery) with { Triggers = ["error", "context_length"], Window = 8192, SpareWindow = 131072 }).BeginAsync("context-length");

        AssertStoodIn(outage, await outage.AskAsync(true), "context_length");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task F13_Content_filter(string kind, string delivery)
    {
        var outage = await BeginAsync(kind, delivery, "content-filter");

        var heard = await outage.AskAsync(true);

        Assert.Equal((HttpStatusCode.BadRequest, kind == "openai" ? "content_filter" : "bad_request", Outage.Key), (heard.Status, heard.Error, outage.Attempts()));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task F14_Cut_and_a_stand_in_that_refuses_to_go_on_from_half_an_answer(string kind, string delivery)
    {
        var outage = await BeginAsync(kind, delivery, "cut-late");
        fixture.Upstream.Always(outage.Spare, question => question.Turns[^1].Role == "user" ? Sixty : "I do not go on from others' answers.");

        AssertHonest(outage, await outage.AskAsync(true, delivery == "assured" ? outage.PauseAsync : null), "error", "upstream_error", tokens: 40);
        Assert.All(outage.Arrived(), entry =>
            Assert.Equal([("system", "Be brief."), ("user", "How are you?")], entry.Json.GetProperty("messages").EnumerateArray().Select(m => (m.GetProperty("role").GetString(), m.GetProperty("content").GetString()))));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task F15_Twenty_calls_and_a_flap_of_60_seconds(string kind, string delivery)
    {
        var outage = await BeginAsync(kind, delivery, "503");
        var heard = new List<Heard> { await outage.AskAsync(true, outage.PauseAsync) };
        for (var seconds = 5; seconds < 100; seconds += 5)
        {
            fixture.Clock.Advance(TimeSpan.FromSeconds(5));
            if (seconds == 60)
                outage.Heal();
            heard.Add(await outage.AskAsync(true));
        }

        Assert.All(heard, answer => Assert.Equal((HttpStatusCode.OK, Sixty, true), (answer.Status, answer.Text, answer.Whole)));
        Assert.Equal(Enumerable.Repeat(outage.Spare, 13).Concat(Enumerable.Repeat(outage.Model, 7)), heard.Select(answer => answer.Model!.Split('/')[1]));
        Assert.Equal(5, outage.Arrived().Count(entry => entry.Key == Outage.Key && entry.Fault is not null));   // two, then a probe after 5, 10 and 20 s
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task F16_Only_the_answer_is_counted_and_once(string kind, string delivery)
    {
        var outage = await BeginAsync(kind, delivery, delivery == "assured" ? "cut-late" : "503");
        fixture.Upstream.Always(outage.Model, _ => Answer.Tokens(Sixty, 500, 60));
        fixture.Upstream.Always(outage.Spare, _ => Answer.Tokens(Sixty, 900, 100));

        var stoodIn = await outage.AskAsync(true, outage.PauseAsync);
        Assert.Equal((1000, (0, 1000)), (stoodIn.Tokens, outage.TokensUsed()));

        outage.Heal();
        fixture.Clock.Advance(TimeSpan.FromSeconds(5));
        var served = await outage.AskAsync(true);
        Assert.Equal((560, (560, 1000)), (served.Tokens, outage.TokensUsed()));
        Assert.Equal(560, (await outage.StatusAsync()).GetProperty("tokens_used").GetInt64());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task F16_A_client_that_leaves_in_the_middle_is_counted_for_what_had_come(string kind, string delivery)
    {
        var outage = await BeginAsync(kind, delivery, "stall");
        fixture.Upstream.Always(outage.Spare, _ => Answer.Tokens(Sixty, 900, 100));

        using (var leaving = new CancellationTokenSource())
        {
            var asking = outage.PostAsync(true, leaving: leaving.Token);
            await fixture.Upstream.HeldAsync();
            if (delivery == "stream")
                (await asking).Dispose();
            await leaving.CancelAsync();
        }

        var entry = Assert.Single(outage.Arrived());
        await entry.Ended.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(entry.ClientDisconnected);
        var (used, spared) = await outage.TokensUsedAsync(atLeast: delivery == "stream" ? 30 : 0);
        Assert.InRange(used, delivery == "stream" ? 30 : 0, delivery == "stream" ? 120 : 0);   // half the answer's sixty words had come
        Assert.Equal(0, spared);
        Assert.Null(await outage.CoolingUntilAsync());
    }

    private static void AssertServed(Outage outage, Heard heard) =>
        Assert.Equal((HttpStatusCode.OK, $"main/{outage.Model}", null, Sixty, true, null), (heard.Status, heard.Model, heard.Reason, heard.Text, heard.Whole, heard.Error));

    private static void AssertStoodIn(Outage outage, Heard heard, string reason) =>
        Assert.Equal((HttpStatusCode.OK, $"spare/{outage.Spare}", reason, Sixty, true, null), (heard.Status, heard.Model, heard.Reason, heard.Text, heard.Whole, heard.Error));

    /// <summary>One whole answer if it was kept back; else what had come, and then an error.</summary>
    private static void AssertHonest(Outage outage, Heard heard, string reason, string error, int tokens)
    {
        if (outage.Delivery == "assured")
            AssertStoodIn(outage, heard, reason);
        else
            Assert.Equal((HttpStatusCode.OK, string.Join(' ', Sixty.Split(' ')[..tokens]), false, error), (heard.Status, heard.Text, heard.Whole, heard.Error));
    }

    private Task<Outage> BeginAsync(string kind, string delivery, string fault) => New(kind, delivery).BeginAsync(fault);

    private Outage New(string kind, string delivery)
    {
        var outage = new Outage(fixture, kind) { Delivery = delivery };
        fixture.Upstream.Always(outage.Model, _ => Sixty);
        fixture.Upstream.Always(outage.Spare, _ => Sixty);
        return outage;
    }
}
