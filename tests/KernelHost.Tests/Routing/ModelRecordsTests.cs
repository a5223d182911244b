using KernelHost.Providers;
using KernelHost.Routing.Health;

namespace KernelHost.Tests.Routing;

public class ModelRecordsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly ModelRecords _records;

    public ModelRecordsTests() => _records = new(new(), _time);

    [Fact]
    public void Nothing_is_known_of_a_model_that_was_not_called() => Assert.Equal(ModelRecord.Unknown, Find());

    [Fact]
    public void A_failure_counts_until_a_call_succeeds()
    {
        Fail(new(FailureClass.Timeout, "too slow"));
        var failed = Find().Failure;

        _records.Served("acme", "default", "p", "m");

        Assert.Equal(("timeout", "too slow"), (failed?.Class, failed?.Message));
        Assert.Null(Find().Failure);
    }

    [Fact]
    public void A_rate_limit_is_over_when_the_server_said()
    {
        Fail(new(FailureClass.RateLimit, "slow down") { RetryAfter = TimeSpan.FromSeconds(20) });

        _time.Advance(TimeSpan.FromSeconds(19));
        var before = Find().Failure;
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(before?.IsRateLimit);
        Assert.Null(Find().Failure);
    }

    [Theory]
    [InlineData(FailureClass.BadRequest, 400)]
    [InlineData(FailureClass.ContextLength, 400)]
    [InlineData(FailureClass.ContentFilter, 400)]
    public void The_callers_own_mistakes_say_nothing_of_the_model(FailureClass failure, int status)
    {
        Fail(new(failure, "no") { Status = status });

        Assert.Null(Find().Failure);
    }

    [Fact]
    public void A_model_its_server_does_not_have_has_failed()
    {
        Fail(new(FailureClass.BadRequest, "no such model") { Status = 404 });

        Assert.Equal("error", Find().Failure?.Class);
    }

    [Fact]
    public async Task Tokens_are_summed_over_calls_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => _records.Of(new("acme", "default", "p", "m")).Used(3))));

        Assert.Equal(300, Find().TokensUsed);
    }

    [Fact]
    public void Organisations_and_setups_do_not_share_records_and_one_that_is_gone_is_forgotten()
    {
        Fail(new(FailureClass.Error, "down"));
        _records.Of(new("acme", "other", "p", "m")).Used(1);
        _records.Of(new("bravo", "default", "p", "m")).Used(1);

        _records.Forget("acme");

        Assert.Equal(ModelRecord.Unknown, Find());
        Assert.Equal(ModelRecord.Unknown, _records.Find("acme", "other", "p", "m"));
        Assert.Equal(1, _records.Find("bravo", "default", "p", "m").TokensUsed);
    }

    private void Fail(ProviderException failure) => _records.Failed("acme", "default", "p", "m", failure);

    [Fact]
    public void What_ails_a_provider_shows_at_models_that_nobody_called()
    {
        Fail(new(FailureClass.Error, "refused") { IsOfProvider = true });
        Fail(new(FailureClass.Error, "refused") { IsOfProvider = true });
        var other = _records.Find("acme", "default", "p", "other").Cooling;
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(new("error", _time.GetUtcNow(), IsOver: false, OfProvider: true), other);
        Assert.True(_records.Find("acme", "default", "p", "other").Cooling?.IsOver);
        Assert.Null(_records.Find("acme", "default", "q", "other").Cooling);
    }

    [Fact]
    public void Of_two_reasons_to_keep_away_the_longer_one_shows()
    {
        Fail(new(FailureClass.RateLimit, "slow down") { RetryAfter = TimeSpan.FromSeconds(60) });
        Fail(new(FailureClass.Timeout, "silent") { IsOfProvider = true });

        Assert.Equal(("rate_limit", false), (Find().Cooling?.Reason, Find().Cooling?.OfProvider));
        Assert.Equal(("timeout", true), (_records.Find("acme", "default", "p", "other").Cooling?.Reason, _records.Find("acme", "default", "p", "other").Cooling?.OfProvider));
    }

    private ModelRecord Find() => _records.Find("acme", "default", "p", "m");
}
