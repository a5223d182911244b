using System.Diagnostics;

namespace KernelHost.Benchmarks.Speed.Load;

/// <summary>One connection's share of a plan, on a thread of its own, and what it saw.</summary>
/// <param name="number">Which connection it is.</param>
internal sealed class Caller(LoadPlan plan, byte[][] requests, int number, LoadClock clock)
{
    /// <summary>A chunk that comes this late is a stall.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(250);

    private double _firstChunk;
    private bool _late;

    public List<double> Whole { get; } = [];

    public List<double> FirstChunks { get; } = [];

    public List<double> ChunkDelays { get; } = [];

    public int Stalled { get; private set; }

    public Exception? Failure { get; private set; }

    public void Run()
    {
        try
        {
            SleepUntil(clock.Start + (long)(plan.Ramp.TotalSeconds * Stopwatch.Frequency * number / plan.Connections));
            using var connection = new CallConnection(plan.Port);
            for (var call = 0; clock.MayCall(); call++)
            {
                WaitForTurn(call);
                Call(connection, requests[(number + call) % requests.Length]);
            }
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException)
        {
            Failure = failure;
            clock.Stop();
        }
    }

    private void Call(CallConnection connection, byte[] request)
    {
        var isStream = request.AsSpan().IndexOf("\"stream\":true"u8) >= 0;
        (_firstChunk, _late) = (-1, false);
        var chunksBefore = ChunkDelays.Count;
        var sent = Stopwatch.GetTimestamp();
        connection.Call(request, isStream ? (stamp, now) => ChunkArrived(sent, stamp, now) : null);
        if (clock.Counts())
        {
            Whole.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            if (isStream)
            {
                FirstChunks.Add(_firstChunk);
                Stalled += _late || ChunkDelays.Count - chunksBefore != plan.Chunks ? 1 : 0;
            }
        }
        else
        {
            ChunkDelays.RemoveRange(chunksBefore, ChunkDelays.Count - chunksBefore);
        }
    }

    private void ChunkArrived(long requested, long sent, long arrived)
    {
        var delay = Stopwatch.GetElapsedTime(sent, arrived);
        _late |= delay > Late;
        _firstChunk = _firstChunk < 0 ? Stopwatch.GetElapsedTime(requested, arrived).TotalMilliseconds : _firstChunk;
        ChunkDelays.Add(delay.TotalMilliseconds);
    }

    /// <summary>At a given rate the connections take turns; a call that is late is not made up for.</summary>
    private void WaitForTurn(int call)
    {
        if (plan.CallsPerSecond is { } rate)
        {
            SleepUntil(clock.Start + (long)((number + ((double)call * plan.Connections)) / rate * Stopwatch.Frequency));
        }
    }

    private static void SleepUntil(long timestamp)
    {
        if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), timestamp) is { Ticks: > 0 } wait)
        {
            Thread.Sleep(wait);
        }
    }
}
