using System.Runtime.InteropServices;

namespace KernelHost.Routing.Health;

/// <summary>
/// Keeps calls away from what fails (contract, section 5). While it is shut nothing passes; then one probe does, and the others wait for what it brings: its success
/// opens again, its failure shuts for twice as long. It is told when each call began, because what an older call brings says nothing of what happened since.
/// Thread-safe; as long as nothing fails, asking it is one read. Times are the clock's timestamps.
/// </summary>
internal sealed class CoolDown(TimeProvider time)
{
    /// <summary>The first of a row; the next ones double it.</summary>
    public static readonly TimeSpan FirstTerm = TimeSpan.FromSeconds(5);

    private const int FailuresThatShut = 2;
    private const int MostDoublings = 20;

    private readonly Lock _gate = new();
    private volatile bool _clear = true;   // nothing has failed since the last whole success
    private int _failures;
    private int _terms;
    private long _failed;
    private long _since;
    private long _until;
    private long _probe;                   // the lease of the probe under way; 0 = none
    private long _leases;
    private string? _reason;               // null = open

    public bool IsClear => _clear;

    public Pass Enter() => Enter(force: false);

    /// <summary>Lets a call through although it is shut: there is nowhere else to go.</summary>
    public Pass Force() => Enter(force: true);

    /// <summary>A call that passed ended in nothing: its caller went away.</summary>
    public void Release(long lease)
    {
        lock (_gate)
            Return(lease);
    }

    /// <summary>An answer has begun.</summary>
    /// <returns>Whether that opened it.</returns>
    public bool Answering(long began, long lease)
    {
        if (_clear)
            return false;
        lock (_gate)
        {
            Return(lease);
            if (_reason is null || began < _since)
                return false;
            (_reason, _probe) = (null, 0);   // a probe still under way has nothing left to find out
            return true;
        }
    }

    /// <summary>An answer is whole: what failed before is past.</summary>
    public void Succeeded(long began)
    {
        if (_clear)
            return;
        lock (_gate)
        {
            if (_reason is null && began >= _failed)
                (_failures, _terms, _clear) = (0, 0, true);
        }
    }

    /// <param name="atOnce">One failure is enough; else the second in a row.</param>
    /// <param name="term">How long to shut, if that is known.</param>
    /// <param name="longest">Of the terms that double.</param>
    /// <returns>Until when it is shut now, if it is by this failure.</returns>
    public long? Failed(long began, long lease, string reason, bool atOnce, TimeSpan? term, TimeSpan longest)
    {
        lock (_gate)
        {
            Return(lease);
            var now = time.GetTimestamp();
            var wasShut = _reason is not null;
            (_clear, _failed) = (false, now);
            _failures++;
            if (wasShut && began < _since)
                return term is { } asked && now + Ticks(asked) > _until ? _until = now + Ticks(asked) : null;   // one row of failures, one term
            if (!wasShut && !atOnce && _failures < FailuresThatShut)
                return null;

            var until = now + Ticks(term ?? Backoff(longest));
            _terms++;
            (_reason, _since, _until) = (reason, now, wasShut && _until > until ? _until : until);
            return _until;
        }
    }

    /// <summary>Until when it is shut, or was and nobody has tried since; null when it is open.</summary>
    public (string Reason, long Until)? Shut()
    {
        if (_clear)
            return null;
        lock (_gate)
            return _reason is { } reason ? (reason, _until) : null;
    }

    public void Reset()
    {
        lock (_gate)
            (_clear, _failures, _terms, _reason, _probe) = (true, 0, 0, null, 0);
    }

    private Pass Enter(bool force)
    {
        if (_clear)
            return Pass.Free;
        lock (_gate)
        {
            if (_reason is not { } reason)
                return Pass.Free;
            if ((_probe != 0 || time.GetTimestamp() < _until) && !force)
                return new(false, 0, reason, _until);
            return _probe == 0 ? new(true, _probe = ++_leases, reason, _until) : new(true, 0, reason, _until);
        }
    }

    private void Return(long lease)
    {
        if (lease != 0 && _probe == lease)
            _probe = 0;
    }

    private TimeSpan Backoff(TimeSpan longest)
    {
        var doubled = FirstTerm * (1 << Math.Min(_terms, MostDoublings));
        return doubled < longest ? doubled : longest;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}

/// <summary>Whether a call may pass.</summary>
/// <param name="Lease">Not 0 for the one probe, who gives it back with what it brings.</param>
/// <param name="Reason">Why it is shut, or was; null when it is open.</param>
/// <param name="Due">When the next probe may go.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Pass(bool Granted, long Lease, string? Reason, long Due)
{
    public static Pass Free { get; } = new(true, 0, null, 0);
}

internal static class Timestamps
{
    /// <summary>A timestamp of the clock as a time.</summary>
    public static DateTimeOffset At(this TimeProvider time, long timestamp) => time.GetUtcNow() + time.GetElapsedTime(time.GetTimestamp(), timestamp);
}
