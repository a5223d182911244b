using System.Net;

namespace KernelHost.Server.Tests.Reliability;

/// <summary>The rows of the contract's section 5 over HTTP: how many attempts arrive, when, with which key, and what happens to the calls after.</summary>
public sealed class FailureRowsTests(OutageFixture fixture) : IClassFixture<OutageFixture>
{
    private static readonly string[] AllTriggers = ["rate_limit", "timeout", "error", "auth", "context_length"];

    /// <summary>Fault, class, how often the model is asked before the other, and for how many seconds it is left alone then.</summary>
    private static readonly (string Fault, string Class, int Asked, int Cooling)[] Moving =
    [
        ("429-retry-4", "rate_limit", 1, 4),
        ("429-retry-60", "rate_limit", 1, 60),
        ("429-date-60", "rate_limit", 1, 60),
        ("429", "rate_limit", 1, 5),
        ("quota", "rate_limit", 1, 5),
        ("500", "error", 2, 5),
        ("502", "error", 2, 5),
        ("503", "error", 2, 5),
        ("504", "error", 2, 5),
        ("reset", "error", 2, 5),
        ("error-in-200", "error", 2, 5),
        ("html-200", "error", 2, 5),
        ("empty-200", "error", 2, 5),
        ("hang", "timeout", 1, 5),
        ("401", "auth", 1, 300),
        ("402", "auth", 1, 300),
        ("403", "auth", 1, 300),
    ];

    private static readonly (string Fault, string Class, int Asked, int Cooling)[] MovingInStreams =
        [("error-in-stream", "error", 2, 5), ("empty-stream", "error", 2, 5), ("slow-first-token", "timeout", 1, 5), ("keepalive-stall", "timeout", 1, 5)];

    private static readonly (string Fault, string Class, int Asked, int Cooling)[] MovingInWholeAnswers =
        [("cut", "error", 2, 5), ("stall", "timeout", 1, 5)];

    private static readonly (string Kind, bool Stream)[] AllWays = [("openai", false), ("openai", true), ("ollama", false), ("ollama", true)];

    private static readonly (string Fault, string Code)[] PassedOn =
    [
        ("content-filter", "content_filter"),
        ("400", "invalid_value"),
        ("404", "model_not_found"),
        ("413", "bad_request"),
        ("422", "bad_request"),
    ];

    public static TheoryData<string, bool, string, string, int, int> Moves()
    {
        var rows = new TheoryData<string, bool, string, string, int, int>();
        foreach (var (kind, stream) in AllWays)
        {
            foreach (var row in Moving.Concat(stream ? MovingInStreams : MovingInWholeAnswers))
                rows.Add(kind, stream, row.Fault, row.Class, row.Asked, row.Cooling);
        }

        return rows;
    }

    public static TheoryData<string, bool, string, string> Refusals()
    {
        var rows = new TheoryData<string, bool, string, string>();
        foreach (var (kind, stream) in AllWays)
        {
            foreach (var row in PassedOn)
                rows.Add(kind, stream, row.Fault, kind == "openai" ? row.Code : "bad_request");   // Ollama's errors have no codes
        }

        return rows;
    }

    public static TheoryData<string, bool> Ways()
    {
        var rows = new TheoryData<string, bool>();
        foreach (var (kind, stream) in AllWays)
            rows.Add(kind, stream);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public async Task A_model_that_fails_is_left_alone_and_returns_with_one_probe(string kind, bool stream, string fault, string reason, int asked, int cooling)
    {
        var outage = await new Outage(fixture, kind) { Triggers = AllTriggers }.BeginAsync(fault);
        var began = fixture.Clock.GetUtcNow();

        var first = await outage.AskAsync(stream, asking => MeanwhileAsync(outage, asking, fault, reason, stream));
        Assert.Equal((HttpStatusCode.OK, $"spare/{outage.Spare}", reason, asked + 1, true), (first.Status, first.Model, first.Reason, first.Attempts, first.Whole));
        var arrived = outage.Arrived();
        Assert.Equal([.. Enumerable.Repeat(Outage.Key, asked), Outage.SpareKey], arrived.Select(entry => entry.Key));
        Assert.Equal(began, arrived[0].Time);
        Assert.Equal(began + (asked == 2 ? OutageFixture.Pause : TimeSpan.Zero), arrived[asked - 1].Time);
        Near(fixture.Clock.GetUtcNow() + TimeSpan.FromSeconds(cooling), await outage.CoolingUntilAsync());

        var second = await outage.AskAsync(stream);
        Assert.Equal(($"spare/{outage.Spare}", "cooldown", 1, Outage.SpareKey), (second.Model, second.Reason, second.Attempts, outage.Attempts()));

        outage.Heal();
        fixture.Clock.Advance(TimeSpan.FromSeconds(cooling));
        var third = await outage.AskAsync(stream);
        Assert.Equal(($"main/{outage.Model}", null, 1, Outage.Key), (third.Model, third.Reason, third.Attempts, outage.Attempts()));
        Assert.Null(await outage.CoolingUntilAsync());
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_the_server_makes_of_the_request_is_passed_on_and_cools_nobody(string kind, bool stream, string fault, string code)
    {
        var outage = await new Outage(fixture, kind) { Triggers = AllTriggers }.BeginAsync(fault);

        var heard = await outage.AskAsync(stream);

        Assert.Equal((1, Outage.Key, null), (heard.Attempts, outage.Attempts(), await outage.CoolingUntilAsync()));
        Assert.InRange((int)heard.Status, 400, 499);
        Assert.Equal(code, heard.Error);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_short_wait_is_waited_for_when_nobody_else_is_ready(string kind, bool stream)
    {
        var outage = await new Outage(fixture, kind) { Alone = true }.BeginAsync("429-retry-4-once");
        var began = fixture.Clock.GetUtcNow();

        var heard = await outage.AskAsync(stream, _ => outage.WaitAsync(TimeSpan.FromSeconds(4)));

        Assert.Equal(($"main/{outage.Model}", null, 2, true), (heard.Model, heard.Reason, heard.Attempts, heard.Whole));
        Assert.Equal([began, began + TimeSpan.FromSeconds(4)], outage.Arrived().Select(entry => entry.Time));
        Assert.Null(await outage.CoolingUntilAsync());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_long_wait_is_told_to_the_client_when_nobody_else_is_there(string kind, bool stream)
    {
        var outage = await new Outage(fixture, kind) { Alone = true }.BeginAsync("429-retry-6");

        var heard = await outage.AskAsync(stream);

        Assert.Equal((HttpStatusCode.TooManyRequests, 1, Outage.Key), (heard.Status, heard.Attempts, outage.Attempts()));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_refused_key_is_an_error_unless_it_is_a_trigger(string kind, bool stream)
    {
        var outage = await new Outage(fixture, kind).BeginAsync("401");

        var heard = await outage.AskAsync(stream);

        Assert.Equal((HttpStatusCode.BadGateway, "upstream_auth", 1, Outage.Key), (heard.Status, heard.Error, heard.Attempts, outage.Attempts()));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_request_that_is_too_long_goes_to_a_larger_window_only_and_cools_nobody(string kind, bool stream)
    {
        var larger = await new Outage(fixture, kind) { Triggers = AllTriggers, Window = 8192, SpareWindow = 32768 }.BeginAsync("context-length");
        var equal = await new Outage(fixture, kind) { Triggers = AllTriggers, Window = 8192, SpareWindow = 8192 }.BeginAsync("context-length");

        var served = await larger.AskAsync(stream);
        var refused = await equal.AskAsync(stream);

        Assert.Equal(($"spare/{larger.Spare}", "context_length", $"{Outage.Key} {Outage.SpareKey}"), (served.Model, served.Reason, larger.Attempts()));
        Assert.Equal((HttpStatusCode.BadRequest, "context_length_exceeded", Outage.Key), (refused.Status, refused.Error, equal.Attempts()));
        Assert.Null(await larger.CoolingUntilAsync());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task When_all_are_left_alone_the_one_that_is_due_first_is_asked(string kind, bool stream)
    {
        var outage = await new Outage(fixture, kind).BeginAsync("429-retry-60");
        fixture.Upstream.Fail(outage.Spare, "429-retry-30");
        var refused = await outage.AskAsync(stream);
        Assert.Equal((HttpStatusCode.TooManyRequests, 2, $"{Outage.Key} {Outage.SpareKey}"), (refused.Status, refused.Attempts, outage.Attempts()));
        fixture.Upstream.Heal(outage.Spare);

        var heard = await outage.AskAsync(stream);

        Assert.Equal(($"spare/{outage.Spare}", "cooldown", Outage.SpareKey), (heard.Model, heard.Reason, outage.Attempts()));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task While_one_call_is_the_probe_the_others_keep_to_the_stand_in(string kind, bool stream)
    {
        var outage = await new Outage(fixture, kind).BeginAsync("429");
        await outage.AskAsync(stream);
        fixture.Upstream.Fail(outage.Model, "hang-3");
        fixture.Clock.Advance(TimeSpan.FromSeconds(5));
        outage.Attempts();

        Heard? other = null;
        var probe = await outage.AskAsync(stream, async _ =>
        {
            await fixture.Upstream.HeldAsync();
            other = await outage.AskAsync(stream);
            fixture.Clock.Advance(TimeSpan.FromSeconds(3));
        });

        Assert.Equal(($"spare/{outage.Spare}", "cooldown"), (other?.Model, other?.Reason));
        Assert.Equal(($"main/{outage.Model}", null, $"{Outage.Key} {Outage.SpareKey}"), (probe.Model, probe.Reason, outage.Attempts()));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_refused_key_keeps_calls_from_all_models_of_its_provider(string kind, bool stream)
    {
        var outage = await new Outage(fixture, kind) { Triggers = AllTriggers }.BeginAsync("401");
        await outage.AskAsync(stream);
        outage.Attempts();

        var heard = await outage.AskAsync(stream, model: $"main/{outage.Sibling}");

        Assert.Equal(($"spare/{outage.Spare}", "cooldown", Outage.SpareKey), (heard.Model, heard.Reason, outage.Attempts()));
    }

    /// <summary>Turns the clock as far as the failure takes.</summary>
    private static Task MeanwhileAsync(Outage outage, Task<Heard> asking, string fault, string reason, bool stream) => reason switch
    {
        _ when fault == "stall" => outage.StallAsync(asking),
        "error" => outage.PauseAsync(asking),
        "timeout" => outage.SilenceAsync(stream ? TimeSpan.FromSeconds(30) : Outage.HalfTheDeadline, asking),
        _ => Task.CompletedTask,
    };

    // A date in Retry-After has no fractions of a second.
    private static void Near(DateTimeOffset expected, DateTimeOffset? actual) => Assert.InRange(actual ?? default, expected - TimeSpan.FromSeconds(1), expected);
}
