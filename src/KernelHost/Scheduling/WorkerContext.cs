namespace KernelHost.Scheduling;

/// <summary>Brings every continuation back to the thread pool, whichever thread completed what was awaited. It orders nothing: two of them run at once.</summary>
internal sealed class WorkerContext : SynchronizationContext
{
    public static readonly WorkerContext Instance = new();

    private WorkerContext()
    {
    }

    public override SynchronizationContext CreateCopy() => this;

    public override void Post(SendOrPostCallback d, object? state) => ThreadPool.UnsafeQueueUserWorkItem(new Work(this, d, state), preferLocal: true);

    private sealed class Work(WorkerContext context, SendOrPostCallback callback, object? state) : IThreadPoolWorkItem
    {
        // The pool takes the context away from the thread when the item has ended.
        public void Execute()
        {
            SetSynchronizationContext(context);
            callback(state);
        }
    }
}
