using System.Runtime.CompilerServices;

namespace KernelHost.Routing;

/// <summary>
/// A stream whose beginning has been awaited: everything up to and including the first item that counts as content.
/// Opening one is an attempt, so a failure before the content can still move to the next candidate; reading on cannot.
/// </summary>
internal sealed class PrimedStream<T> : IAsyncDisposable
{
    private readonly CancellationTokenSource _lifetime;
    private readonly List<T> _beginning = [];
    private IAsyncEnumerator<T>? _rest;
    private bool _more;

    private PrimedStream(CancellationToken caller) => _lifetime = CancellationTokenSource.CreateLinkedTokenSource(caller);

    /// <param name="open">Begins the stream; its token ends with the caller's.</param>
    /// <param name="attempt">Bounds the wait for the first content only.</param>
    public static async Task<PrimedStream<T>> OpenAsync(
        Func<CancellationToken, IAsyncEnumerable<T>> open, Func<T, bool> isContent, CancellationToken attempt, CancellationToken caller)
    {
        var stream = new PrimedStream<T>(caller);
        try
        {
            await using (attempt.Register(stream._lifetime.Cancel))
            {
                await stream.PrimeAsync(open, isContent);
            }

            // The attempt may have ended together with its first content; what it cancelled cannot be read on.
            stream._lifetime.Token.ThrowIfCancellationRequested();
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var item in _beginning)
        {
            yield return item;
        }

        while (_more && _rest is not null && await _rest.MoveNextAsync())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return _rest.Current;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_rest is not null)
        {
            await _rest.DisposeAsync();
        }

        _lifetime.Dispose();
    }

    private async Task PrimeAsync(Func<CancellationToken, IAsyncEnumerable<T>> open, Func<T, bool> isContent)
    {
        _rest = open(_lifetime.Token).GetAsyncEnumerator(_lifetime.Token);
        while (await _rest.MoveNextAsync())
        {
            _beginning.Add(_rest.Current);
            if (isContent(_rest.Current))
            {
                _more = true;
                return;
            }
        }
    }
}
