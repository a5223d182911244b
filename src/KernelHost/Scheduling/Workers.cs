using System.Runtime.CompilerServices;

namespace KernelHost.Scheduling;

/// <summary>
/// The threads for work that may block or compute for long: plugins, embedded models, documents, anything of the admin plane. Where sockets complete inline, a request
/// runs on the thread that reads from all of them; <c>await Workers.Enter()</c> goes on elsewhere, and what is awaited from there on comes back elsewhere too.
/// </summary>
public static class Workers
{
    /// <summary>Costs a hop to the thread pool; nothing when the caller is with the workers already.</summary>
    public static Entry Enter() => default;

    /// <summary>To be awaited.</summary>
    public readonly record struct Entry
    {
        public Awaiter GetAwaiter() => default;
    }

    /// <summary>For the compiler.</summary>
    public readonly record struct Awaiter : ICriticalNotifyCompletion
    {
        public bool IsCompleted => SynchronizationContext.Current is WorkerContext;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => WorkerContext.Instance.Post(static state => ((Action?)state)?.Invoke(), continuation);

        public void UnsafeOnCompleted(Action continuation) => OnCompleted(continuation);
    }
}
