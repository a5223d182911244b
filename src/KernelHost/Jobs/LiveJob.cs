using System.Diagnostics.CodeAnalysis;
using KernelHost.Records;

namespace KernelHost.Jobs;

/// <summary>A job that has not ended: what it is now, whoever waits for it to change, and what ends it early. Thread-safe.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Its source has no timer and is linked to nothing: there is nothing to free, and who cancels late must not meet a disposed one.")]
internal sealed class LiveJob(Kept<JobRecord> stored)
{
    private readonly Lock _one = new();
    private readonly CancellationTokenSource _cancel = new();
    private TaskCompletionSource _changed = New();
    private Job _current = stored.Value.ToJob(stored);

    /// <summary>What the store has of it. Used by whoever moves the job on: one at a time.</summary>
    public Kept<JobRecord> Stored { get; set; } = stored;

    public Job Current
    {
        get
        {
            lock (_one)
            {
                return _current;
            }
        }
    }

    /// <summary>Fires when the job is cancelled.</summary>
    public CancellationToken Cancelled => _cancel.Token;

    public void Cancel() => _cancel.Cancel();

    /// <summary>The job, and what completes when it is another.</summary>
    public (Job Job, Task Changed) Look()
    {
        lock (_one)
        {
            return (_current, _changed.Task);
        }
    }

    public void Change(Func<Job, Job> change)
    {
        TaskCompletionSource changed;
        lock (_one)
        {
            _current = change(_current);
            (changed, _changed) = (_changed, New());
        }

        changed.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
