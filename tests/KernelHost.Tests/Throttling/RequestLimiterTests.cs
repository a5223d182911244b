using KernelHost.Throttling;

namespace KernelHost.Tests.Throttling;

public sealed class RequestLimiterTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly RequestLimiter _limiter;

    public RequestLimiterTests() => _limiter = new(_time);

    public void Dispose() => _limiter.Dispose();

    [Fact]
    public void A_minutes_requests_may_come_at_once_and_come_back_evenly()
    {
        var key = Key(new(6));
        for (var i = 0; i < 6; i++)
        {
            Assert.Null(Enter(key).Refusal);
        }

        Assert.Equal(TimeSpan.FromSeconds(10), Enter(key).Refusal?.RetryAfter);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.NotNull(Enter(key).Refusal);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(Enter(key).Refusal);
        Assert.NotNull(Enter(key).Refusal);
    }

    [Fact]
    public void What_is_left_and_when_all_is_back_is_told()
    {
        var key = Key(new(60));

        Enter(key);
        var second = Enter(key).Rate;

        Assert.Equal(new RequestRate(60, 58, TimeSpan.FromSeconds(2)), second);
    }

    [Fact]
    public void Of_two_limits_the_tighter_is_told_and_a_refused_request_costs_neither()
    {
        var (key, organization) = (Key(new(10)), new LimitedParty("organization", "acme", new(2)));

        Assert.Equal(2, Enter(key, organization).Rate?.Limit);
        Enter(key, organization);
        var refused = Enter(key, organization);

        Assert.Equal("organization", refused.Refusal?.Party.Kind);
        Assert.Equal(7, Enter(key).Rate?.Remaining);
    }

    [Fact]
    public void A_place_is_taken_until_it_is_given_back_and_given_back_once()
    {
        var key = Key(new(null, 1));
        var first = Enter(key);

        Assert.True(Enter(key).Refusal?.IsBusy);
        first.Dispose();
        first.Dispose();
        using var second = Enter(key);

        Assert.Null(second.Refusal);
        Assert.NotNull(Enter(key).Refusal);
    }

    [Fact]
    public void A_changed_limit_holds_at_once_and_forgets_nothing()
    {
        for (var i = 0; i < 4; i++)
        {
            Enter(Key(new(6)));
        }

        Assert.Equal(15, Enter(Key(new(20))).Rate?.Remaining);
        Assert.NotNull(Enter(Key(new(5))).Refusal);
        Assert.Equal(14, Enter(Key(new(20))).Rate?.Remaining);
    }

    [Fact]
    public void A_lowered_limit_does_not_punish_what_was_allowed()
    {
        for (var i = 0; i < 100; i++)
        {
            Enter(Key(new(100)));
        }

        Assert.Equal(TimeSpan.FromSeconds(30), Enter(Key(new(2))).Refusal?.RetryAfter);
    }

    [Fact]
    public void Meters_that_owe_nothing_are_dropped()
    {
        var running = Enter(Key(new(60, 1)));
        Enter(new LimitedParty("key", "other", new(60))).Dispose();
        Assert.Equal(2, _limiter.Count);

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, _limiter.Count);
        running.Dispose();
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(0, _limiter.Count);
    }

    [Fact]
    public async Task Many_at_once_get_exactly_what_there_is()
    {
        var key = Key(new(100, 1000));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 50).Count(_ => Enter(key).Refusal is null))));

        Assert.Equal(100, answers.Sum());
    }

    private Admission Enter(params LimitedParty[] parties) => _limiter.Enter(parties);

    private static LimitedParty Key(RequestLimits limits) => new("key", "key_1", limits);
}
