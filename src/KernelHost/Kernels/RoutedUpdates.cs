using System.Runtime.CompilerServices;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels;

/// <summary>The updates of a stream that has begun: the first one holds the report, and how the stream ended is told to the host. For one reader.</summary>
internal sealed class RoutedUpdates(SetupSnapshot setup, ModelCalls calls, PrimedStream<ChatResponseUpdate> stream, ModelCallReport report, long started) : IAsyncDisposable
{
    private UsageDetails? _usage;
    private bool _whole;
    private bool _told;

    public async IAsyncEnumerable<ChatResponseUpdate> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = true;
        await foreach (var update in stream.ReadAsync(cancellationToken))
        {
            _usage = update.Contents.OfType<UsageContent>().LastOrDefault()?.Details ?? _usage;
            if (first)
            {
                (update.AdditionalProperties ??= [])[ModelCallReport.Property] = report;
                first = false;
            }

            yield return update;
        }

        _whole = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_told)
        {
            return;
        }

        _told = true;
        await stream.DisposeAsync();
        calls.Finish(setup, report with { Usage = _usage }, started, _whole);
    }
}
