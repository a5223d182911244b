using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace KernelHost.Tests.Routing;

public class FailoverLoopTests
{
    private static readonly Route ThreeCandidates = new(null, ModelType.Llm, ModelPurpose.Completion,
        [new("p", "a", ModelType.Llm, "test"), new("p", "b", ModelType.Llm, "test"), new("p", "c", ModelType.Llm, "test")], null);

    private readonly ManualTimeProvider _time = new();
    private readonly List<string> _called = [];

    [Fact]
    public async Task The_first_candidate_serves_alone_when_it_can()
    {
        var served = await ExecuteAsync(_ => Task.FromResult("hi"));

        Assert.Equal(("hi", "a", 1, null), (served.Value, served.Turn.Candidate.Model, served.Turn.Number, served.Turn.LastFailure));
    }

    [Theory]
    [InlineData(FailureClass.RateLimit, "rate_limit")]
    [InlineData(FailureClass.Timeout, "timeout")]
    [InlineData(FailureClass.Error, "error")]
    public async Task A_trigger_moves_on_and_is_named(FailureClass failure, string reason)
    {
        var served = await ExecuteAsync(model => model == "a" ? throw new ProviderException(failure, "no") : Task.FromResult("hi"));

        Assert.Equal(("b", 2, reason), (served.Turn.Candidate.Model, served.Turn.Number, served.Turn.LastFailure));
    }

    [Theory]
    [InlineData(FailureClass.Auth)]
    [InlineData(FailureClass.ContextLength)]
    [InlineData(FailureClass.ContentFilter)]
    [InlineData(FailureClass.BadRequest)]
    public async Task What_is_no_trigger_stops_at_once(FailureClass failure)
    {
        await Assert.ThrowsAsync<ProviderException>(() => ExecuteAsync(_ => throw new ProviderException(failure, "no")));

        Assert.Equal(["a"], _called);
    }

    [Fact]
    public async Task Nothing_left_gives_the_first_failure_and_how_many_were_called()
    {
        var failure = await Assert.ThrowsAsync<ProviderException>(() => ExecuteAsync(model =>
            throw new ProviderException(model == "a" ? FailureClass.RateLimit : FailureClass.Error, model) { Status = 429 }));

        Assert.Equal(("a", FailureClass.RateLimit, 429, 3), (failure.Message, failure.Class, failure.Status, failure.Attempts));
    }

    [Fact]
    public async Task The_callers_cancellation_is_no_failure()
    {
        using var caller = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ExecuteAsync(
            async _ =>
            {
                await caller.CancelAsync();
                throw new ProviderException(FailureClass.Error, "broken by the cancellation");
            },
            caller.Token));

        Assert.Equal(["a"], _called);
    }

    [Fact]
    public async Task The_deadline_ends_the_whole_call()
    {
        var call = new FailoverLoop(_time, NullLogger<FailoverLoop>.Instance).ExecuteAsync(ThreeCandidates, new(), async (turn, attempt) =>
        {
            _called.Add(turn.Candidate.Model);
            await Task.Delay(Timeout.Infinite, attempt);
            return "never";
        }, CancellationToken.None).AsTask();

        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(FailureClass.Timeout, (await Assert.ThrowsAsync<ProviderException>(() => call)).Class);
        Assert.Equal(["a"], _called);
    }

    private Task<Served<string>> ExecuteAsync(Func<string, Task<string>> answer, CancellationToken cancellationToken = default) =>
        new FailoverLoop(_time, NullLogger<FailoverLoop>.Instance).ExecuteAsync(ThreeCandidates, new(), (turn, _) =>
        {
            _called.Add(turn.Candidate.Model);
            return new ValueTask<string>(answer(turn.Candidate.Model));
        }, cancellationToken).AsTask();
}
