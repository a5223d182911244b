using System.Diagnostics;

namespace KernelHost.Benchmarks.Speed.Load;

/// <summary>When a plan starts, from when its calls count, and when it is over.</summary>
internal sealed class LoadClock(LoadPlan plan)
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _called;
    private int _counted;
    private volatile bool _counting = plan.Calls is not null;   // a given number is counted from the first
    private volatile bool _stopped;

    public long Start { get; } = Stopwatch.GetTimestamp();

    public int Counted => Volatile.Read(ref _counted);

    /// <summary>Completes when as many calls as planned have been answered, or one failed.</summary>
    public Task Over => _over.Task;

    public void Count() => _counting = true;

    public void Stop()
    {
        (_counting, _stopped) = (false, true);
        _over.TrySetResult();
    }

    public bool MayCall() => !_stopped && (plan.Calls is null || Interlocked.Increment(ref _called) <= plan.Calls);

    /// <summary>Whether the call that was just answered counts.</summary>
    public bool Counts()
    {
        if (!_counting)
        {
            return false;
        }

        if (Interlocked.Increment(ref _counted) == plan.Calls)
        {
            _over.TrySetResult();
        }

        return true;
    }
}
