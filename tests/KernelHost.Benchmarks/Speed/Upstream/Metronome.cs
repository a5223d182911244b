using System.Diagnostics;

namespace KernelHost.Benchmarks.Speed.Upstream;

/// <summary>
/// Says when a chunk is due, to the millisecond. The runtime's timers go by the kernel's coarse clock, which moves every 4 ms: by them the chunks of all streams
/// would be sent at the same few moments, and each would wait for the others. Thread-safe.
/// </summary>
internal sealed class Metronome
{
    private readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();

    public Metronome() => new Thread(Run) { IsBackground = true }.Start();

    /// <param name="timestamp">Of <see cref="Stopwatch"/>.</param>
    public Task UntilAsync(long timestamp)
    {
        var due = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            _waiting.Enqueue(due, timestamp);
            if (_waiting.Count == 1)
            {
                Monitor.Pulse(_waiting);   // else it looks every millisecond
            }
        }

        return due.Task;
    }

    private void Run()
    {
        lock (_waiting)
        {
            while (true)
            {
                Monitor.Wait(_waiting, _waiting.Count == 0 ? Timeout.Infinite : 1);
                var now = Stopwatch.GetTimestamp();
                while (_waiting.TryPeek(out _, out var timestamp) && timestamp <= now)
                {
                    _waiting.Dequeue().SetResult();
                }
            }
        }
    }
}
