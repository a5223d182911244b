using System.Diagnostics;
using System.Globalization;
using KernelHost.Benchmarks.Host;
using KernelHost.Upstream;

namespace KernelHost.Benchmarks.Soak;

/// <summary>Callers, weather and the watch over memory, side by side until the time is up.</summary>
internal sealed class SoakRun : IDisposable
{
    private const double Megabyte = 1048576;
    private const int SecondsBetweenNews = 10;

    /// <summary>Few: each is a full collection, and resident memory is to be what it is without.</summary>
    private const int HeapSamples = 20;

    private readonly SoakOptions _options;
    private readonly ServerProcess _server;
    private readonly FakeUpstream _upstream;
    private readonly SoakKeys _keys;
    private readonly HttpClient _client;
    private readonly Tally _tally = new();
    private readonly Trend _resident = new(), _heap = new();

    public SoakRun(SoakOptions options, ServerProcess server, FakeUpstream upstream, SoakKeys keys)
    {
        (_options, _server, _upstream, _keys) = (options, server, upstream, keys);
        _client = new(new SocketsHttpHandler()) { BaseAddress = server.Client.BaseAddress, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <param name="settling">How long the upstream calls may take to end when the last client is gone.</param>
    public async Task<SoakReport> RunAsync(TimeSpan settling)
    {
        var started = Stopwatch.GetTimestamp();
        using var stop = new CancellationTokenSource(_options.Length);
        var weathers = Candidate.All.Select((candidate, i) => new Weather(_upstream, candidate, new(_options.Seed + i))).ToArray();
        var callers = Enumerable.Range(0, _options.Callers).Select(i => new SoakCaller(i, _client, _keys, _tally, new(_options.Seed + weathers.Length + i)));
        await Task.WhenAll([WatchAsync(started, stop.Token), .. weathers.Select(weather => weather.RunAsync(stop.Token)), .. callers.Select(caller => caller.RunAsync(stop.Token))]);
        var took = Stopwatch.GetElapsedTime(started);

        await Task.Delay(settling);
        var faults = weathers.SelectMany(weather => weather.Played).GroupBy(pair => pair.Key).ToDictionary(same => same.Key, same => same.Sum(pair => pair.Value));
        var unended = _upstream.Journal.Entries.Count(entry => !entry.Ended.IsCompleted);
        return new(_options, took, _tally, _resident, _heap, new(_upstream.Connections.Most, _upstream.Connections.Made, unended, faults));
    }

    public void Dispose() => _client.Dispose();

    private async Task WatchAsync(long started, CancellationToken stop)
    {
        var secondsBetweenCollections = Math.Max(SecondsBetweenNews, (int)_options.Length.TotalSeconds / HeapSamples);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        for (var second = 1; !stop.IsCancellationRequested; second++)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            _resident.Add(Stopwatch.GetElapsedTime(started), Measure.ResidentBytes(_server.Id) / Megabyte);
            if (second % secondsBetweenCollections == 0)
            {
                await SampleHeapAsync(started);
            }

            if (second % SecondsBetweenNews == 0)
            {
                await Console.Error.WriteLineAsync(News(second));
            }
        }
    }

    private async Task SampleHeapAsync(long started)
    {
        if (await ManagedHeap.LiveMegabytesAsync(_server.Id) is { } live)
        {
            _heap.Add(Stopwatch.GetElapsedTime(started), live);
        }
    }

    private string News(int second) => string.Create(CultureInfo.InvariantCulture,
        $"{second} s: {_tally.Calls} calls, {_tally.Whole} whole, {_tally.Errors} errors, {_tally.Left} left, {Tally.Invariants.Sum(_tally.Faults)} broken; {_resident.Last:0} MB, {(_heap.IsEmpty ? 0 : _heap.Last):0.0} MB live, {_upstream.Connections.Open} upstream connections");
}
