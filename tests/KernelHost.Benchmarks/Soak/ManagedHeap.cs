using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Parsers;
using Microsoft.Diagnostics.Tracing.Parsers.Clr;

namespace KernelHost.Benchmarks.Soak;

/// <summary>What is alive on the managed heap of another process, right after a full collection that is made for the question.</summary>
internal static class ManagedHeap
{
    private const double Megabyte = 1048576;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>MB; null when the process does not say.</returns>
    public static async Task<double?> LiveMegabytesAsync(int processId)
    {
        // To open a session with this keyword is what makes the runtime collect.
        const long Keywords = (long)(ClrTraceEventParser.Keywords.GC | ClrTraceEventParser.Keywords.GCHeapCollect);
        using var session = new DiagnosticsClient(processId).StartEventPipeSession(
            [new EventPipeProvider(ClrTraceEventParser.ProviderName, EventLevel.Informational, Keywords)], requestRundown: false);
        using var events = new EventPipeEventSource(session.EventStream);
        var live = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
        var induced = false;
        events.Clr.GCStart += start => induced |= start.Reason is GCReason.Induced or GCReason.InducedNotForced;
        events.Clr.GCHeapStats += stats =>
        {
            if (induced)
            {
                live.TrySetResult(stats.TotalHeapSize / Megabyte);
            }
        };
        var reading = Task.Run(events.Process);
        await Task.WhenAny(live.Task, Task.Delay(Patience));
        await session.StopAsync(CancellationToken.None);
        await reading;
        return live.Task.IsCompletedSuccessfully ? await live.Task : null;
    }
}
