using System.Diagnostics;

namespace KernelHost.Benchmarks.Plugins;

/// <summary>A way to call a function, measured in rounds.</summary>
/// <param name="repeat">Makes so many calls, one after the other.</param>
/// <param name="isHere">In this process, where what a call allocates can be counted.</param>
internal sealed class CallWay(string title, Func<int, Task> repeat, bool isHere = true)
{
    private readonly List<double> _nanoseconds = [];
    private readonly List<double> _bytes = [];
    private int _calls = 1;

    public string Title => title;

    /// <summary>For each call, by rounds.</summary>
    public IReadOnlyList<double> Nanoseconds => _nanoseconds;

    /// <summary>For each call, by rounds; null = it cannot be told.</summary>
    public IReadOnlyList<double>? Bytes => isHere ? _bytes : null;

    /// <summary>Calls until all that is called has been compiled for good, and finds out how many calls a round has.</summary>
    public async Task WarmUpAsync(TimeSpan warm, TimeSpan round)
    {
        var begun = Stopwatch.GetTimestamp();
        TimeSpan took;
        do
        {
            (_calls, took) = (Math.Max(1, _calls), await TimeAsync(_calls));
            _calls = (int)Math.Clamp(_calls * (round / took), 1, Math.Max(_calls, 100) * 10L);
        }
        while (Stopwatch.GetElapsedTime(begun) < warm);
    }

    public async Task MeasureAsync()
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var took = await TimeAsync(_calls);
        _nanoseconds.Add(took.TotalNanoseconds / _calls);
        _bytes.Add((GC.GetTotalAllocatedBytes(precise: true) - before) / (double)_calls);
    }

    private async Task<TimeSpan> TimeAsync(int calls)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.Run(() => repeat(calls));   // on a thread of the pool, where the host's calls begin
        return Stopwatch.GetElapsedTime(started);
    }
}
