using System.Threading.Channels;

namespace KernelHost.Upstream;

/// <summary>Where hanging calls wait: until it opens, their own limit passes, or their client leaves.</summary>
internal sealed class Gate(TimeProvider time)
{
    private readonly Channel<bool> _arrivals = Channel.CreateUnbounded<bool>();
    private volatile TaskCompletionSource _opened = Closed();

    public bool IsOpen => _opened.Task.IsCompleted;

    public void Open() => _opened.TrySetResult();

    public void Close()
    {
        if (IsOpen)
        {
            _opened = Closed();
        }
    }

    public Task ArrivalAsync(CancellationToken cancellationToken) =>
        _arrivals.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(Journal.Patience, cancellationToken);

    /// <summary>True when the gate opened, false when the limit passed first.</summary>
    public Task<bool> WaitAsync(TimeSpan? limit, CancellationToken cancellationToken)
    {
        // The timer has to be running before a test is told of the arrival, because it may turn the clock at once.
        var wait = OpenedAsync(limit ?? Timeout.InfiniteTimeSpan, cancellationToken);
        _arrivals.Writer.TryWrite(true);
        return wait;
    }

    public async Task<bool> OpenedAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await _opened.Task.WaitAsync(limit, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static TaskCompletionSource Closed() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
