using KernelHost.Models;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Routing.Health;

namespace KernelHost.Routing;

/// <summary>
/// Decides, for one call, which candidate is asked next and when (contract, section 5). It asks nobody and waits for nothing: <see cref="FailoverLoop"/> does.
/// Each candidate's health is read when its turn comes. Not thread-safe.
/// </summary>
internal sealed class RouteWalk(Route route, CallTerms terms, ICallOutcomes outcomes, RetryPause pauses, TimeProvider time, CancellationToken caller)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>The part of the deadline that is enough to judge a candidate by: a little less than the half which the first one gets, because the host's own work comes off that.</summary>
    private const double FairShare = 0.45;

    private readonly long _started = time.GetTimestamp();
    private ProviderException? _first;
    private string? _passedOver;
    private int _at;
    private int _calls;
    private Candidate? _tooSmall;   // for what is asked
    private string? _failed;   // how the candidate whose turn it is failed before, this being its second
    private bool _last;        // nobody else may be asked

    /// <summary>How long to wait before <see cref="Next"/>.</summary>
    public TimeSpan Pause { get; private set; }

    /// <summary>What the caller is told when nobody served: what happened to the first one who was asked.</summary>
    public ProviderException Failure => (_first ?? throw new InvalidOperationException("A route has at least one candidate.")).After(_calls);

    private TimeSpan Left => terms.Fallback.Deadline.Value - time.GetElapsedTime(_started);

    /// <returns>Null when nobody is left.</returns>
    public Turn? Next()
    {
        Pause = TimeSpan.Zero;
        var (soonest, due) = (-1, long.MaxValue);
        while (!_last && _at < route.Candidates.Length)
        {
            var candidate = route.Candidates[_at];
            if (!IsLargeEnough(candidate))
            {
                _at++;
                continue;
            }

            var health = outcomes.HealthOf(candidate);
            var admission = health.Enter();
            if (admission.Granted)
                return Take(candidate, health, admission);
            if (admission.Due < due)
                (soonest, due) = (_at, admission.Due);
            _last = !Moves(admission.Reason);
            PassOver(FallbackReasons.Cooldown);
        }

        if (_calls > 0 || soonest < 0)
            return null;

        // All are cooling down: better the one that comes back first than an error without having tried.
        (_at, _last) = (soonest, true);
        _passedOver = soonest == 0 ? null : FallbackReasons.Cooldown;
        var last = outcomes.HealthOf(route.Candidates[soonest]);
        return Take(route.Candidates[soonest], last, last.Force());
    }

    /// <summary>A turn brought nothing.</summary>
    public void Failed(Turn turn, ProviderException failure)
    {
        _first ??= failure;
        var played = IsRehearsed(turn);
        if (played || (turn.Limit.Reached && turn.Limit.Length < terms.Fallback.Deadline.Value * FairShare))
            turn.Abandoned();   // too little time to judge anybody by
        else
            turn.Failed(failure);

        if (!_last && !played && _failed is null && WaitBeforeAgain(turn, failure) is { } wait && wait < Left)
            (_failed, Pause) = (failure.Reason, wait);
        else
            MoveOn(turn, failure);
    }

    /// <summary>The turn's candidate is to fail without being asked: its client wants to see what happens then.</summary>
    public bool IsRehearsed(Turn turn) => terms.Rehearsed is not null && turn.Candidate == route.First;

    private Turn Take(Candidate candidate, ModelHealth health, in Admission admission)
    {
        _calls++;
        var (left, whole) = (Left, true);
        if (terms.Form == AnswerForm.Whole && Moves(FailureClass.Timeout.Wire()) && OtherIsReady(TimeSpan.Zero))
            (left, whole) = (left / 2, false);
        return new(route, candidate, _calls, _passedOver, new(left > TimeSpan.Zero ? left : TimeSpan.Zero, whole, time, caller), health, admission, terms);
    }

    private void MoveOn(Turn turn, ProviderException failure)
    {
        _last |= Left <= TimeSpan.Zero || !Moves(failure.Reason);
        if (failure.Class == FailureClass.ContextLength)
            _tooSmall = turn.Candidate;
        PassOver(failure.Reason);
    }

    private void PassOver(string reason)
    {
        _passedOver = _failed ?? reason;
        _failed = null;
        _at++;
    }

    /// <summary>Null = not at all.</summary>
    private TimeSpan? WaitBeforeAgain(Turn turn, ProviderException failure)
    {
        if (turn.Admission.IsTrial || failure.Class is not (FailureClass.Error or FailureClass.RateLimit))
            return null;
        if (failure.RetryAfter is { } asked)
            return asked <= LongestWait && !(Moves(failure.Reason) && OtherIsReady(asked)) ? asked : null;
        return failure.Class == FailureClass.Error ? pauses.Next() : null;
    }

    private bool OtherIsReady(TimeSpan within)
    {
        var then = time.GetTimestamp() + (long)(within.TotalSeconds * time.TimestampFrequency);
        for (var i = _at + 1; i < route.Candidates.Length; i++)
        {
            if (IsLargeEnough(route.Candidates[i]) && !(outcomes.HealthOf(route.Candidates[i]).ShutUntil() > then))
                return true;
        }

        return false;
    }

    private bool IsLargeEnough(Candidate candidate) => _tooSmall is null || candidate.MayTakeMoreThan(_tooSmall);

    private bool Moves(string? reason) => reason is not null && terms.Fallback.Triggers.Contains(reason);
}
