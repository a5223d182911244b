using System.Globalization;

namespace KernelHost.Providers;

/// <summary>
/// How long one attempt of a call may take until its answer is the caller's: what is left of the call's deadline, or the part of it that leaves another
/// candidate time to answer. Costs a timer only for who asks for the token. Thread-safe but for disposing.
/// </summary>
/// <param name="isDeadline">The whole call ends with it, not only the attempt.</param>
/// <param name="length">From now on.</param>
internal sealed class AttemptLimit(TimeSpan length, bool isDeadline, TimeProvider time, CancellationToken caller) : IDisposable
{
    private static readonly Action<object?> Cancel = static source => ((CancellationTokenSource?)source)?.Cancel();

    private readonly Lock _gate = new();
    private readonly long _started = time.GetTimestamp();
    private CancellationTokenSource? _source;
    private CancellationTokenRegistration _callerGone;
    private bool _over;

    public TimeSpan Length => length;

    /// <summary>What is left of it now; never negative.</summary>
    public TimeSpan Left => length - time.GetElapsedTime(_started) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    public CancellationToken Caller => caller;

    /// <summary>It ended the attempt.</summary>
    public bool Reached { get; private set; }

    /// <summary>Ends at the limit or with the caller; for attempts without a clock of their own. Dead once the attempt is over.</summary>
    public CancellationToken Token
    {
        get
        {
            lock (_gate)
            {
                if (_source is null)
                {
                    _source = _over ? new() : new(Left, time);
                    _callerGone = caller.UnsafeRegister(Cancel, _source);
                }

                return _source.Token;
            }
        }
    }

    /// <summary>The failure that it is to have reached the limit.</summary>
    public ProviderException Fail(Exception? failure = null)
    {
        Reached = true;
        var seconds = length.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        return new(FailureClass.Timeout, isDeadline
            ? $"The call's deadline passed: no answer within the {seconds} s that were left of it."
            : $"No answer within {seconds} s, half of what was left of the call's deadline; another model is asked for the rest of it.", failure);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _over = true;
            _callerGone.Dispose();
            _source?.Dispose();
        }
    }
}
