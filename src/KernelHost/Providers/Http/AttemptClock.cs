using System.Globalization;

namespace KernelHost.Providers.Http;

/// <summary>
/// The limits of one attempt on one timer: what the call leaves it, the headers, the first token, the next token, the whole answer. A timer that is set anew for every chunk would cost more than the
/// chunk: this one rings now and then, looks whether a limit was reached, and else sleeps on.
/// </summary>
internal sealed class AttemptClock : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AttemptTimeouts _limits;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _attempt;
    private readonly ITimer _timer;
    private readonly AttemptLimit? _call;
    private readonly long _started;
    private TimeSpan _rings;         // since the start, as all times here
    private TimeSpan _awaitedSince;
    private TimeSpan? _left;         // for what is awaited next; null = only the other limits hold
    private TimeSpan _headersBy;
    private TimeSpan _callBy;
    private bool _awaiting = true;
    private bool _begun;
    private string? _expired;

    /// <param name="form">Of a stream the first token is limited; a whole answer comes when it is done.</param>
    /// <param name="call">What the whole call leaves it; null = only its own limits hold.</param>
    /// <param name="attempt">Cancelled when a limit is reached.</param>
    public AttemptClock(AttemptTimeouts limits, TimeProvider time, AnswerForm form, AttemptLimit? call, CancellationTokenSource attempt)
    {
        (_limits, _time, _call, _attempt) = (limits, time, call, attempt);
        _left = form == AnswerForm.Stream ? limits.FirstToken : null;
        _headersBy = limits.Headers ?? TimeSpan.MaxValue;
        _callBy = call?.Left ?? TimeSpan.MaxValue;
        _started = time.GetTimestamp();
        _rings = Next(TimeSpan.Zero);
        _timer = time.CreateTimer(static clock => ((AttemptClock?)clock)?.Ring(), this, _rings, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Now => _time.GetElapsedTime(_started);

    /// <summary>The failure that a limit which was reached is; null as long as none was.</summary>
    public ProviderException? Explain(Exception failure, ProviderConnection connection)
    {
        lock (_gate)
        {
            return _expired is null ? null
                : _expired.Length == 0 ? _call?.Fail(failure)
                : new(FailureClass.Timeout, $"Provider '{connection.Name}' timed out: {_expired}.", failure);
        }
    }

    public void HeadersCame()
    {
        lock (_gate)
            _headersBy = TimeSpan.MaxValue;
    }

    /// <summary>The call's limit holds no longer.</summary>
    public void Commit()
    {
        lock (_gate)
            _callBy = TimeSpan.MaxValue;
    }

    /// <summary>The upstream's turn begins: from here on its time counts.</summary>
    public void Await()
    {
        lock (_gate)
        {
            _awaiting = true;
            _awaitedSince = Now;
            Set(_awaitedSince);
        }
    }

    /// <summary>The upstream's turn is over for now: the time its reader takes does not count, except for the whole.</summary>
    public void Rest()
    {
        lock (_gate)
        {
            if (_awaiting)
                _left -= Now - _awaitedSince;
            _awaiting = false;
        }
    }

    /// <summary>Something of the answer has come: the next token may take as long as any.</summary>
    public void Progress()
    {
        lock (_gate)
        {
            (_begun, _left, _awaitedSince) = (true, _limits.Idle, Now);
            Set(_awaitedSince);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Ring()
    {
        lock (_gate)
        {
            var now = Now;
            _expired ??= now >= _callBy ? ""
                : now >= _headersBy ? Timing("headers", _headersBy)
                : now >= _limits.Total ? Timing("whole answer", _limits.Total)
                : _awaiting && now >= _awaitedSince + _left ? Timing(_begun ? "next token" : "first token", _begun ? _limits.Idle : _limits.FirstToken)
                : null;
            if (_expired is null)
            {
                _rings = TimeSpan.MaxValue;
                Set(now);
                return;
            }
        }

        _attempt.Cancel();
    }

    // Only ever set earlier: ringing too early costs less than setting it again and again.
    private void Set(TimeSpan now)
    {
        var next = Next(now);
        if (next >= _rings)
            return;
        _rings = next;
        _timer.Change(next - now, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Next(TimeSpan now)
    {
        var token = (_awaiting ? _awaitedSince : now) + _left;
        var next = token < _limits.Total ? token.Value : _limits.Total;
        next = next < _headersBy ? next : _headersBy;
        next = next < _callBy ? next : _callBy;
        return next > now ? next : now;
    }

    private static string Timing(string what, TimeSpan limit) =>
        string.Create(CultureInfo.InvariantCulture, $"no {what} within {limit.TotalSeconds:0.###} s");
}
