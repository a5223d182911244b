using KernelHost.Routing.Health;

namespace KernelHost.Tests.Routing;

public class CoolDownTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _time = new();
    private readonly CoolDown _coolDown;

    public CoolDownTests() => _coolDown = new(_time);

    [Fact]
    public void One_error_shuts_nothing_and_the_second_in_a_row_does()
    {
        Assert.Null(Fail(atOnce: false));
        Assert.True(_coolDown.Enter().Granted);

        Assert.NotNull(Fail(atOnce: false));
        Assert.False(_coolDown.Enter().Granted);
    }

    [Fact]
    public void A_whole_answer_between_two_errors_ends_the_row()
    {
        Fail(atOnce: false);
        Succeed();

        Assert.Null(Fail(atOnce: false));
    }

    [Fact]
    public void An_answer_that_only_began_does_not_end_the_row()
    {
        Fail(atOnce: false);
        _coolDown.Answering(Now(), 0);

        Assert.NotNull(Fail(atOnce: false));
    }

    [Fact]
    public void Then_one_probe_passes_and_the_others_wait_for_what_it_brings()
    {
        Fail();
        Advance(5);

        var probe = _coolDown.Enter();

        Assert.True(probe is { Granted: true, Lease: not 0 });
        Assert.All(Enumerable.Range(0, 5), _ => Assert.False(_coolDown.Enter().Granted));
        Assert.True(_coolDown.Answering(Now(), probe.Lease));
        Assert.Equal(Pass.Free, _coolDown.Enter());
    }

    [Fact]
    public void A_probe_whose_caller_left_makes_room_for_the_next()
    {
        Fail();
        Advance(5);
        _coolDown.Release(_coolDown.Enter().Lease);

        Assert.True(_coolDown.Enter().Granted);
    }

    [Fact]
    public void A_probe_that_somebody_else_forestalled_does_not_keep_later_ones_out()
    {
        Fail();
        Advance(5);
        var probe = _coolDown.Enter();
        _coolDown.Answering(Now(), _coolDown.Force().Lease);
        Succeed();
        _coolDown.Answering(Now(), probe.Lease);

        Fail();
        Advance(5);

        Assert.True(_coolDown.Enter().Granted);
    }

    [Fact]
    public void The_terms_double_up_to_the_longest_and_begin_anew_after_a_whole_answer()
    {
        var terms = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            terms.Add(TermOf(Fail(lease: _coolDown.Enter().Lease)));
            Advance(terms[^1]);
        }

        Assert.Equal([5, 10, 20, 30, 30], terms);
        _coolDown.Answering(Now(), _coolDown.Enter().Lease);
        Succeed();
        Assert.Equal(5, TermOf(Fail()));
    }

    [Fact]
    public void A_term_that_the_server_asked_for_counts_and_a_later_shorter_one_does_not_shorten_it()
    {
        Assert.Equal(60, TermOf(Fail(term: 60)));
        Advance(1);

        var forced = _coolDown.Force();

        Assert.Equal(59, TermOf(Fail(lease: forced.Lease, term: 3)));
    }

    [Fact]
    public void Calls_that_failed_together_count_as_one_row()
    {
        var began = Now();
        Advance(1);
        for (var i = 0; i < 20; i++)
            _coolDown.Failed(began, 0, "timeout", atOnce: true, null, Longest);
        Advance(5);

        Assert.Equal(10, TermOf(Fail(lease: _coolDown.Enter().Lease)));
    }

    [Fact]
    public void A_call_that_failed_together_with_others_may_still_lengthen_the_term()
    {
        var began = Now();
        Advance(1);
        _coolDown.Failed(began, 0, "timeout", atOnce: true, null, Longest);

        Assert.Equal(40, TermOf(_coolDown.Failed(began, 0, "rate_limit", atOnce: true, TimeSpan.FromSeconds(40), Longest)));
        Assert.Null(_coolDown.Failed(began, 0, "rate_limit", atOnce: true, TimeSpan.FromSeconds(2), Longest));
    }

    [Fact]
    public void An_old_calls_success_says_nothing_of_what_failed_since()
    {
        var began = Now();
        Advance(1);
        Fail();

        Assert.False(_coolDown.Answering(began, 0));
        _coolDown.Succeeded(began);

        Assert.False(_coolDown.Enter().Granted);
    }

    [Fact]
    public void A_lease_of_before_a_reset_takes_nobodys_place()
    {
        Fail();
        Advance(5);
        var old = _coolDown.Enter();
        _coolDown.Reset();
        Fail();
        Advance(5);
        var probe = _coolDown.Enter();

        _coolDown.Release(old.Lease);

        Assert.NotEqual(0, probe.Lease);
        Assert.False(_coolDown.Enter().Granted);
    }

    private long Now() => _time.GetTimestamp();

    private void Advance(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    private void Succeed() => _coolDown.Succeeded(Now());

    private long? Fail(bool atOnce = true, double? term = null, long lease = 0) =>
        _coolDown.Failed(Now(), lease, "error", atOnce, term is { } seconds ? TimeSpan.FromSeconds(seconds) : null, Longest);

    private double TermOf(long? until) => _time.GetElapsedTime(Now(), until ?? throw new InvalidOperationException("It is open.")).TotalSeconds;
}
