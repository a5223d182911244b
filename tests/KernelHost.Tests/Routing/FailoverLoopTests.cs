using KernelHost.Events;
using KernelHost.Providers;
using KernelHost.Providers.Http;

namespace KernelHost.Tests.Routing;

public class FailoverLoopTests
{
    private readonly LoopBench _bench = new();

    [Fact]
    public async Task The_first_candidate_serves_alone_when_it_can()
    {
        var served = await _bench.CallAsync(_ => "hi");

        Assert.Equal(("hi", "a", 1, null), (served.Value, served.Turn.Candidate.Model, served.Turn.Number, served.Turn.PassedOver));
    }

    [Theory]
    [InlineData(FailureClass.RateLimit, "rate_limit")]
    [InlineData(FailureClass.Timeout, "timeout")]
    public async Task A_trigger_moves_on_and_is_named(FailureClass failure, string reason)
    {
        var served = await _bench.CallAsync(model => model == "a" ? throw new ProviderException(failure, "no") : "hi");

        Assert.Equal(("b", 2, reason), (served.Turn.Candidate.Model, served.Turn.Number, served.Turn.PassedOver));
    }

    [Fact]
    public async Task An_error_gets_a_second_chance_after_a_pause_and_is_no_fallback_when_it_takes_it()
    {
        var call = _bench.CallAsync(_ => _bench.Called.Count == 1 ? throw Error() : "hi");
        await PauseAsync(0.5);
        var served = await call;

        Assert.Equal(("a", 2, null), (served.Turn.Candidate.Model, served.Turn.Number, served.Turn.PassedOver));
        Assert.Null(_bench.RecordOf("a").CoolingUntil);
    }

    [Fact]
    public async Task A_second_error_cools_the_candidate_down_and_moves_on()
    {
        var call = _bench.CallAsync(model => model == "a" ? throw Error() : "hi");
        await PauseAsync(0.5);
        var served = await call;

        Assert.Equal(["a", "a", "b"], _bench.Called);
        Assert.Equal((3, "error"), (served.Turn.Number, served.Turn.PassedOver));
        Assert.Equal(TimeSpan.FromSeconds(5), _bench.RecordOf("a").CoolingUntil - _bench.Time.GetUtcNow());
        Assert.IsType<ModelCooledDown>(Assert.Single(_bench.Happened));
    }

    [Fact]
    public async Task One_that_cools_down_is_not_asked_and_the_client_is_told_so()
    {
        await _bench.CallAsync(model => model == "a" ? throw new ProviderException(FailureClass.Timeout, "slow") : "hi");
        _bench.Called.Clear();

        var served = await _bench.CallAsync(_ => "hi");

        Assert.Equal(["b"], _bench.Called);
        Assert.Equal((1, "cooldown"), (served.Turn.Number, served.Turn.PassedOver));
    }

    [Fact]
    public async Task When_its_time_is_over_it_is_asked_once_and_back_when_it_answers()
    {
        await _bench.CallAsync(model => model == "a" ? throw new ProviderException(FailureClass.Timeout, "slow") : "hi");
        _bench.Advance(5);

        var served = await _bench.CallAsync(_ => "hi");

        Assert.Equal(("a", null), (served.Turn.Candidate.Model, served.Turn.PassedOver));
        Assert.Equal(["model.cooled_down", "model.returned"], _bench.Happened.Select(one => one.Kind));
    }

    [Fact]
    public async Task A_trial_that_fails_is_not_tried_again_in_the_same_call()
    {
        await _bench.CallAsync(model => model == "a" ? throw new ProviderException(FailureClass.Timeout, "slow") : "hi");
        _bench.Advance(5);
        _bench.Called.Clear();

        await _bench.CallAsync(model => model == "a" ? throw Error() : "hi");

        Assert.Equal(["a", "b"], _bench.Called);
    }

    [Fact]
    public async Task While_one_call_tries_the_others_keep_to_the_fallback()
    {
        await _bench.CallAsync(model => model == "a" ? throw new ProviderException(FailureClass.Timeout, "slow") : "hi");
        _bench.Advance(5);
        var answer = new TaskCompletionSource<string>();
        var probe = _bench.AttemptAsync(_ => answer.Task);

        var meanwhile = await _bench.CallAsync(_ => "hi");
        answer.SetResult("back");

        Assert.Equal(("b", "cooldown"), (meanwhile.Turn.Candidate.Model, meanwhile.Turn.PassedOver));
        Assert.Equal("a", (await probe).Turn.Candidate.Model);
        Assert.Equal("a", (await _bench.CallAsync(_ => "hi")).Turn.Candidate.Model);
    }

    [Fact]
    public async Task When_all_cool_down_the_one_that_is_due_first_is_tried_alone()
    {
        await Assert.ThrowsAsync<ProviderException>(() => _bench.CallAsync(model =>
            throw new ProviderException(FailureClass.RateLimit, "no") { RetryAfter = TimeSpan.FromSeconds(model == "b" ? 10 : 20) }));
        _bench.Called.Clear();

        var served = await _bench.CallAsync(_ => "hi");

        Assert.Equal(["b"], _bench.Called);
        Assert.Equal((1, "cooldown"), (served.Turn.Number, served.Turn.PassedOver));
    }

    [Fact]
    public async Task A_fault_of_the_provider_covers_its_other_models()
    {
        var bench = new LoopBench
        {
            Route = _bench.Route with { Candidates = [LoopBench.Candidate("a"), LoopBench.Candidate("b"), LoopBench.Candidate("a", provider: "q")] },
            Fallback = new() { Triggers = ["auth"] },
        };

        var served = await bench.AttemptAsync(turn => turn.Candidate.Provider == "p" ? throw new ProviderException(FailureClass.Auth, "bad key") : Task.FromResult("hi"));

        Assert.Equal(["a", "a"], bench.Called);
        Assert.Equal(("q", "cooldown"), (served.Turn.Candidate.Provider, served.Turn.PassedOver));
        Assert.Equal(["model.cooled_down", "key.refused"], bench.Happened.Select(one => one.Kind));
    }

    [Fact]
    public async Task One_that_cools_down_for_what_is_no_trigger_is_not_replaced()
    {
        await Assert.ThrowsAsync<ProviderException>(() => _bench.CallAsync(_ => throw new ProviderException(FailureClass.Auth, "bad key")));
        _bench.Called.Clear();

        await Assert.ThrowsAsync<ProviderException>(() => _bench.CallAsync(_ => throw new ProviderException(FailureClass.Auth, "bad key")));

        Assert.Equal(["a"], _bench.Called);
    }

    [Theory]
    [InlineData(3, "a")]
    [InlineData(6, null)]
    public async Task A_short_rate_limit_is_waited_for_when_nobody_else_is_ready(int seconds, string? servedBy)
    {
        var bench = new LoopBench { Route = _bench.Route with { Candidates = [LoopBench.Candidate("a")] } };
        var call = bench.CallAsync(_ => bench.Called.Count == 1 ? throw new ProviderException(FailureClass.RateLimit, "no") { RetryAfter = TimeSpan.FromSeconds(seconds) } : "hi");
        bench.Advance(seconds);

        if (servedBy is null)
            await Assert.ThrowsAsync<ProviderException>(() => call);
        else
            Assert.Equal((servedBy, 2), ((await call).Turn.Candidate.Model, bench.Called.Count));
    }

    [Fact]
    public async Task A_short_rate_limit_is_not_waited_for_when_somebody_is_ready()
    {
        var served = await _bench.CallAsync(model => model == "a" ? throw new ProviderException(FailureClass.RateLimit, "no") { RetryAfter = TimeSpan.FromSeconds(3) } : "hi");

        Assert.Equal(("b", 2), (served.Turn.Candidate.Model, served.Turn.Number));
        Assert.Equal(TimeSpan.FromSeconds(3), _bench.RecordOf("a").CoolingUntil - _bench.Time.GetUtcNow());
    }

    [Theory]
    [InlineData(FailureClass.Auth)]
    [InlineData(FailureClass.ContextLength)]
    [InlineData(FailureClass.ContentFilter)]
    [InlineData(FailureClass.BadRequest)]
    public async Task What_is_no_trigger_stops_at_once(FailureClass failure)
    {
        await Assert.ThrowsAsync<ProviderException>(() => _bench.CallAsync(_ => throw new ProviderException(failure, "no")));

        Assert.Equal(["a"], _bench.Called);
    }

    [Theory]
    [InlineData(8_000, 4_000, 8_000, null)]
    [InlineData(8_000, 128_000, null, "b")]
    [InlineData(8_000, 8_000, 16_000, "c")]
    [InlineData(8_000, null, 16_000, "c")]
    [InlineData(null, 4_000, null, "b")]
    [InlineData(null, null, null, "b")]
    public async Task Too_long_a_conversation_goes_only_to_a_model_that_may_take_more(int? first, int? second, int? third, string? servedBy)
    {
        var bench = new LoopBench
        {
            Route = _bench.Route with { Candidates = [LoopBench.Candidate("a", first), LoopBench.Candidate("b", second), LoopBench.Candidate("c", third)] },
            Fallback = new() { Triggers = ["context_length"] },
        };

        var call = bench.CallAsync(model => model == "a" ? throw new ProviderException(FailureClass.ContextLength, "too long") { Status = 400 } : "hi");

        if (servedBy is null)
            Assert.Equal(FailureClass.ContextLength, (await Assert.ThrowsAsync<ProviderException>(() => call)).Class);
        else
            Assert.Equal((servedBy, "context_length"), ((await call).Turn.Candidate.Model, (await call).Turn.PassedOver));
        Assert.Empty(bench.Happened);
    }

    [Fact]
    public async Task Nothing_left_gives_the_first_failure_and_how_many_calls_were_made()
    {
        var failure = await Assert.ThrowsAsync<ProviderException>(() => _bench.CallAsync(model =>
            throw new ProviderException(model == "a" ? FailureClass.RateLimit : FailureClass.Timeout, model) { Status = 429 }));

        Assert.Equal(("a", FailureClass.RateLimit, 429, 3), (failure.Message, failure.Class, failure.Status, failure.Attempts));
    }

    [Fact]
    public async Task The_callers_cancellation_is_no_failure_and_gives_a_probe_back()
    {
        await _bench.CallAsync(model => model == "a" ? throw new ProviderException(FailureClass.Timeout, "slow") : "hi");
        _bench.Advance(5);
        using var caller = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _bench.AttemptAsync(
            async _ =>
            {
                await caller.CancelAsync();
                throw new ProviderException(FailureClass.Error, "broken by the cancellation");
            },
            caller.Token));

        Assert.Single(_bench.Happened);
        Assert.Equal("a", (await _bench.CallAsync(_ => "hi")).Turn.Candidate.Model);
    }

    [Fact]
    public async Task The_deadline_ends_the_whole_call()
    {
        var call = _bench.AttemptAsync(async turn =>
        {
            await Task.Delay(Timeout.Infinite, turn.Limit.Token);
            return "never";
        });

        _bench.Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(FailureClass.Timeout, (await Assert.ThrowsAsync<ProviderException>(() => call)).Class);
        Assert.Equal(["a"], _bench.Called);
    }

    [Fact]
    public async Task An_answer_in_one_piece_leaves_another_candidate_half_the_time()
    {
        var bench = new LoopBench { Form = AnswerForm.Whole };
        var call = bench.AttemptAsync(async turn =>
        {
            if (turn.Candidate.Model == "a")
                await Task.Delay(Timeout.Infinite, turn.Limit.Token);
            return "hi";
        });

        bench.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(("b", "timeout"), ((await call).Turn.Candidate.Model, (await call).Turn.PassedOver));
    }

    [Fact]
    public async Task One_that_does_not_answer_in_its_half_of_the_time_cools_down_though_the_host_took_a_moment_of_it()
    {
        var bench = new LoopBench { Form = AnswerForm.Whole, Looking = TimeSpan.FromTicks(1) };
        var call = bench.AttemptAsync(async turn =>
        {
            if (turn.Candidate.Model == "a")
                await Task.Delay(Timeout.Infinite, turn.Limit.Token);
            return "hi";
        });

        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await call;

        Assert.NotNull(bench.RecordOf("a").CoolingUntil);
    }

    [Fact]
    public async Task A_rehearsed_failure_asks_nobody_and_is_held_against_nobody()
    {
        _bench.Rehearsed = FailureClass.Error;

        var served = await _bench.CallAsync(_ => "hi");

        Assert.Equal(["b"], _bench.Called);
        Assert.Equal((2, "error"), (served.Turn.Number, served.Turn.PassedOver));
        Assert.Null(_bench.RecordOf("a").Failure);
        Assert.Empty(_bench.Happened);
    }

    [Fact]
    public async Task A_stream_that_breaks_twice_in_a_row_cools_its_model_down()
    {
        for (var i = 0; i < 2; i++)
            (await _bench.CallAsync(_ => "begins")).Turn.Ended(Error());

        Assert.Equal("b", (await _bench.CallAsync(_ => "hi")).Turn.Candidate.Model);
    }

    [Fact]
    public async Task Another_config_is_another_chance()
    {
        await _bench.CallAsync(model => model == "a" ? throw new ProviderException(FailureClass.Timeout, "slow") : "hi");

        _bench.HealthOf(_bench.Route.First).Reset();

        Assert.Equal("a", (await _bench.CallAsync(_ => "hi")).Turn.Candidate.Model);
    }

    private static ProviderException Error() => new(FailureClass.Error, "no") { Status = 500 };

    private async Task PauseAsync(double seconds)
    {
        await _bench.Time.TimerSetAsync(TimeSpan.FromSeconds(seconds));
        _bench.Advance(seconds);
    }
}
