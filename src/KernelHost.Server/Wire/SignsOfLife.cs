using System.Runtime.CompilerServices;

namespace KernelHost.Server.Wire;

/// <summary>For streams whose next item may be long in coming.</summary>
internal static class SignsOfLife
{
    /// <summary>The source's items, and null whenever there was none for so long: then the client is to hear that it is not forgotten.</summary>
    /// <param name="cancellationToken">The one that ends the source, too.</param>
    public static async IAsyncEnumerable<T?> WithAsync<T>(
        IAsyncEnumerable<T> source, TimeSpan interval, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        var items = source.GetAsyncEnumerator(cancellationToken);
        var next = items.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                await ((Task)next).WaitAsync(interval, time, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                cancellationToken.ThrowIfCancellationRequested();
                if (!next.IsCompleted)
                {
                    yield return null;
                    continue;
                }

                if (!await next)
                {
                    yield break;
                }

                yield return items.Current;
                next = items.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // An enumerator that is asked for its next item cannot be left before it has answered.
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await items.DisposeAsync();
        }
    }
}
