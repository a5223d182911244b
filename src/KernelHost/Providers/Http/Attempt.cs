using System.Runtime.CompilerServices;

namespace KernelHost.Providers.Http;

/// <summary>
/// One call to one upstream, under the limits of contract section 5, and the only place where what goes wrong on the way becomes a
/// <see cref="ProviderException"/>. Time the consumer of a stream takes between two chunks is not held against the upstream, except by the total.
/// </summary>
/// <remarks>Not for concurrent use; its clock runs beside it.</remarks>
internal sealed class Attempt : IDisposable
{
    // Never disposed: a timer may still be about to cancel it, and without a wait handle there is nothing to release.
    private readonly CancellationTokenSource _cancellation = new();
    private readonly CancellationTokenRegistration _callerGone;
    private readonly CancellationToken _caller;
    private readonly AttemptClock _clock;

    /// <param name="limit">What the whole call leaves it; it holds until <see cref="Commit"/>.</param>
    public Attempt(ProviderConnection connection, TimeProvider time, AnswerForm form, CancellationToken caller, AttemptLimit? limit = null)
    {
        Connection = connection;
        _caller = caller;
        _callerGone = caller.UnsafeRegister(Cancel, _cancellation);
        _clock = new(connection.Timeouts, time, form, limit, _cancellation);
    }

    private static readonly Action<object?> Cancel = static attempt => ((CancellationTokenSource?)attempt)?.Cancel();

    public ProviderConnection Connection { get; }

    /// <summary>Cancelled when the caller is gone or a limit is reached.</summary>
    public CancellationToken Token => _cancellation.Token;

    public bool CallerIsGone => _caller.IsCancellationRequested;

    /// <summary>The headers of the answer have come.</summary>
    public void HeadersCame() => _clock.HeadersCame();

    /// <summary>Something of the answer has arrived. Comments, keep-alives and empty chunks are not to be reported here.</summary>
    public void Progress() => _clock.Progress();

    /// <summary>The answer is the caller's: from here on its own limits count, not the call's.</summary>
    /// <exception cref="OperationCanceledException">The call's limit was first.</exception>
    public void Commit()
    {
        _clock.Commit();
        Token.ThrowIfCancellationRequested();
    }

    /// <summary>The next bytes of an answer; only the wait for them counts. Bytes are no progress: a keep-alive is bytes.</summary>
    public ValueTask<int> ReadAsync(Stream answer, Memory<byte> buffer)
    {
        var read = answer.ReadAsync(buffer, Token);
        return read.IsCompletedSuccessfully ? read : AwaitAsync(read);
    }

    public async Task<T> RunAsync<T>(Func<Attempt, Task<T>> call)
    {
        try
        {
            return await call(this);
        }
        catch (Exception failure) when (Explain(failure) is { } explained)
        {
            throw explained;
        }
    }

    public async IAsyncEnumerable<T> RunAsync<T>(Func<Attempt, IAsyncEnumerable<T>> call)
    {
        await using var answer = call(this).GetAsyncEnumerator(CancellationToken.None);
        while (await RunAsync(_ => MoveNextAsync(answer)))
            yield return answer.Current;
    }

    public void Dispose()
    {
        _callerGone.Dispose();
        _clock.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> AwaitAsync(ValueTask<int> read)
    {
        _clock.Await();
        try
        {
            return await read;
        }
        catch (Exception failure) when (Explain(failure) is { } explained)
        {
            throw explained;
        }
        finally
        {
            _clock.Rest();
        }
    }

    private async Task<bool> MoveNextAsync<T>(IAsyncEnumerator<T> answer)
    {
        _clock.Await();
        try
        {
            return await answer.MoveNextAsync();
        }
        finally
        {
            _clock.Rest();
        }
    }

    /// <summary>What a failure is to the caller; null when it is nothing of the upstream's doing and should come through as it is.</summary>
    public Exception? Explain(Exception failure)
    {
        // The caller's own cancellation is never a failure of the provider, whatever it looked like on the way up.
        if (CallerIsGone)
            return new OperationCanceledException(_caller);

        return _clock.Explain(failure, Connection) ?? TransportFailure.Explain(failure, Connection);
    }
}
