using System.Runtime.CompilerServices;
using KernelHost.Providers;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels;

/// <summary>The updates of a stream that has begun: the first one holds the report, and how the stream ended is told to the host. For one reader.</summary>
internal sealed class RoutedUpdates(
    SetupSnapshot setup, ModelCalls calls, IReadOnlyCollection<ChatMessage> asked, PrimedStream<ChatResponseUpdate> stream, Turn turn, ModelCallReport report, long started) : IAsyncDisposable
{
    private UsageDetails? _usage;
    private long _characters;
    private ProviderException? _failure;
    private bool _whole;
    private bool _told;

    public async IAsyncEnumerable<ChatResponseUpdate> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var updates = stream.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        for (var first = true; await MoveNextAsync(updates); first = false)
        {
            var update = updates.Current;
            _usage = update.Contents.OfType<UsageContent>().LastOrDefault()?.Details ?? _usage;
            _characters += update.Text.Length;
            if (first)
            {
                (update.AdditionalProperties ??= [])[ModelCallReport.Property] = report;
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
        var left = !_whole && _failure is null;
        _usage ??= left ? RoughUsage.OfCharacters(asked.Sum(message => (long)message.Text.Length), _characters) : null;
        calls.Finish(setup, turn, report with { Usage = _usage }, started, _whole, _failure);
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<ChatResponseUpdate> updates)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (ProviderException failure)
        {
            _failure = failure;
            throw;
        }
    }
}
