using System.Diagnostics;
using System.Text;
using KernelHost.Benchmarks.Host;
using KernelHost.Benchmarks.Speed.Processes;

namespace KernelHost.Benchmarks.Speed.Load;

/// <summary>Carries out a plan in a process of its own and prints what it saw. A thread for each connection: the kernel wakes the one whose answer is there, nothing else runs.</summary>
internal static class LoadGenerator
{
    private const int StackBytes = 256 * 1024;

    public static async Task<int> RunAsync(LoadPlan plan)
    {
        byte[][] requests = [.. plan.Requests.Select(Encoding.UTF8.GetBytes)];
        var before = ResidentBytes(plan.WatchedProcess);
        var (cpu, started) = (CpuClock.Of(plan.WatchedProcess), Stopwatch.GetTimestamp());
        var clock = new LoadClock(plan);
        Caller[] callers = [.. Enumerable.Range(0, plan.Connections).Select(number => new Caller(plan, requests, number, clock))];
        Thread[] threads = [.. callers.Select(caller => new Thread(caller.Run, StackBytes))];
        Array.ForEach(threads, thread => thread.Start());

        if (plan.Calls is null)
        {
            await Task.Delay(plan.Warming);
            clock.Count();
            (cpu, started) = (CpuClock.Of(plan.WatchedProcess), Stopwatch.GetTimestamp());
        }

        var most = await WatchAsync(plan, clock.Over);
        var (seconds, used, calls) = (Stopwatch.GetElapsedTime(started).TotalSeconds, CpuClock.Of(plan.WatchedProcess) - cpu, clock.Counted);
        clock.Stop();
        Array.ForEach(threads, thread => thread.Join());

        if (callers.FirstOrDefault(caller => caller.Failure is not null)?.Failure is { } failure)
        {
            Console.WriteLine(failure.Message);
            return 1;
        }

        Console.WriteLine(new LoadResult
        {
            Calls = calls,
            Seconds = seconds,
            CpuSeconds = used.TotalSeconds,
            BytesBefore = before,
            BytesAtMost = most,
            Whole = Spread.Of([.. callers.SelectMany(caller => caller.Whole)]),
            FirstChunk = Spread.Of([.. callers.SelectMany(caller => caller.FirstChunks)]),
            ChunkDelay = Spread.Of([.. callers.SelectMany(caller => caller.ChunkDelays)]),
            Stalled = callers.Sum(caller => caller.Stalled),
        }.ToJson());
        return 0;
    }

    /// <returns>The most memory the watched process had.</returns>
    private static async Task<long> WatchAsync(LoadPlan plan, Task over)
    {
        var end = plan.Calls is null ? Task.Delay(plan.Duration) : over;
        long most = 0;
        while (await Task.WhenAny(end, over, Task.Delay(250)) is var done && done != end && done != over)
        {
            most = Math.Max(most, ResidentBytes(plan.WatchedProcess));
        }

        return Math.Max(most, ResidentBytes(plan.WatchedProcess));
    }

    private static long ResidentBytes(int process) => CpuClock.Tree(process).Sum(Measure.ResidentBytes);
}
