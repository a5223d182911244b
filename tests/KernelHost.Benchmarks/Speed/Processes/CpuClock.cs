using System.Globalization;
using System.Runtime.InteropServices;

namespace KernelHost.Benchmarks.Speed.Processes;

/// <summary>The processor time a process and its children have used, user and kernel, to the nanosecond (Linux: the clock that every process has).</summary>
internal static partial class CpuClock
{
    private const int ScheduledTime = 2;   // CPUCLOCK_SCHED in the kernel's coding of process clocks

    /// <exception cref="InvalidOperationException">There is no such process any more.</exception>
    public static TimeSpan Of(int processId) => Tree(processId).Aggregate(TimeSpan.Zero, (sum, process) => sum + Single(process));

    /// <summary>The process and those it started, and so on.</summary>
    public static IEnumerable<int> Tree(int processId)
    {
        var children = File.ReadAllText($"/proc/{processId}/task/{processId}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return children.Select(child => int.Parse(child, CultureInfo.InvariantCulture)).SelectMany(Tree).Prepend(processId);
    }

    private static TimeSpan Single(int processId) => GetTime((~processId << 3) | ScheduledTime, out var time) == 0
        ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0)
        : throw new InvalidOperationException($"There is no process {processId}.");

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
