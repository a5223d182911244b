using KernelHost.Scheduling;

namespace KernelHost.Tests.Scheduling;

/// <summary>A thread of the test's own stands for the one that reads from the sockets.</summary>
public sealed class WorkersTests
{
    [Fact]
    public async Task Who_enters_goes_on_in_the_pool() => Assert.True(await OnOwnThreadAsync(async () =>
    {
        await Workers.Enter();
        return Thread.CurrentThread.IsThreadPoolThread;
    }));

    [Fact]
    public async Task What_is_awaited_from_there_on_comes_back_to_the_pool_whoever_completes_it()
    {
        var answer = new TaskCompletionSource();
        var waiting = new TaskCompletionSource();

        var work = OnOwnThreadAsync(async () =>
        {
            await Workers.Enter();
            return await DeeperAsync(answer.Task, waiting);
        });
        await waiting.Task;
        await OnOwnThreadAsync(() => Task.FromResult(answer.TrySetResult()));

        Assert.True(await work);
    }

    [Fact]
    public async Task Who_is_there_already_goes_on_at_once() => Assert.True(await OnOwnThreadAsync(async () =>
    {
        await Workers.Enter();
        return Workers.Enter().GetAwaiter().IsCompleted;
    }));

    [Fact]
    public async Task Whoever_awaits_a_worker_is_no_worker_for_it() => Assert.False(await OnOwnThreadAsync(async () =>
    {
        await EnterAsync();
        return SynchronizationContext.Current is WorkerContext;
    }));

    [Fact]
    public async Task A_failure_reaches_who_awaits() => await Assert.ThrowsAsync<InvalidOperationException>(() => OnOwnThreadAsync<bool>(async () =>
    {
        await Workers.Enter();
        throw new InvalidOperationException();
    }));

    private static async Task<bool> DeeperAsync(Task answer, TaskCompletionSource waiting)
    {
        waiting.SetResult();
        await answer;
        return Thread.CurrentThread.IsThreadPoolThread;
    }

    private static async Task EnterAsync() => await Workers.Enter();

    private static async Task<T> OnOwnThreadAsync<T>(Func<Task<T>> work)
    {
        var started = new TaskCompletionSource<Task<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => started.SetResult(work())).Start();
        return await await started.Task;
    }
}
