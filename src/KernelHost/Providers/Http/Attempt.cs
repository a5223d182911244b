using System.Globalization;
using System.Runtime.CompilerServices;

namespace KernelHost.Providers.Http;

/// <summary>
/// One call to one upstream, under the limits of contract section 5, and the only place where what goes wrong on the way becomes a
/// <see cref="ProviderException"/>. Time the consumer of a stream takes between two chunks is not held against the upstream, except by the total.
/// </summary>
/// <remarks>Not for concurrent use; its timers are.</remarks>
internal sealed class Attempt : IDisposable
{
    // Never disposed: a timer may still be about to cancel it, and without a wait handle there is nothing to release.
    private readonly CancellationTokenSource _cancellation = new();
    private readonly CancellationTokenRegistration _callerGone;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenRegistration _callPassed;
    private readonly TimeProvider _time;
    private readonly ITimer _total;
    private readonly ITimer _progress;
    private TimeSpan _left;
    private long _since;
    private CancellationToken _deadline;
    private bool _begun;
    private bool _awaiting = true;
    private volatile string? _expired;

    /// <param name="deadline">Of the whole call; it holds until <see cref="Commit"/>.</param>
    public Attempt(ProviderConnection connection, TimeProvider time, AnswerForm form, CancellationToken caller, CancellationToken deadline = default)
    {
        Connection = connection;
        _time = time;
        _caller = caller;
        _deadline = deadline;
        // A whole answer's headers come when it is done: until then only the total limits it.
        _left = form == AnswerForm.Stream ? connection.Timeouts.FirstToken : Timeout.InfiniteTimeSpan;
        _since = time.GetTimestamp();
        _callerGone = caller.UnsafeRegister(static state => ((CancellationTokenSource?)state)?.Cancel(), _cancellation);
        _callPassed = deadline.UnsafeRegister(static state => ((CancellationTokenSource?)state)?.Cancel(), _cancellation);
        _total = time.CreateTimer(_ => Expire(Timing("whole answer", connection.Timeouts.Total)), null, connection.Timeouts.Total, Timeout.InfiniteTimeSpan);
        _progress = time.CreateTimer(_ => Expire(Awaited), null, _left, Timeout.InfiniteTimeSpan);
    }

    public ProviderConnection Connection { get; }

    /// <summary>Cancelled when the caller is gone or a limit is reached.</summary>
    public CancellationToken Token => _cancellation.Token;

    public bool CallerIsGone => _caller.IsCancellationRequested || _deadline.IsCancellationRequested;

    private string Awaited => _begun ? Timing("next token", Connection.Timeouts.Idle) : Timing("first token", Connection.Timeouts.FirstToken);

    /// <summary>Something of the answer has arrived. Comments, keep-alives and empty chunks are not to be reported here.</summary>
    public void Progress()
    {
        _begun = true;
        _left = Connection.Timeouts.Idle;
        if (_awaiting)
            Resume();
    }

    /// <summary>The answer has begun and is the caller's: from here on its own limits count, not the call's deadline.</summary>
    /// <exception cref="OperationCanceledException">The deadline was first.</exception>
    public void Commit()
    {
        _callPassed.Dispose();
        Token.ThrowIfCancellationRequested();
        _deadline = CancellationToken.None;
    }

    /// <summary>The next bytes of an answer; only the wait for them counts. Bytes are no progress: a keep-alive is bytes.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReadAsync(Stream answer, Memory<byte> buffer)
    {
        Resume();
        try
        {
            return await answer.ReadAsync(buffer, Token);
        }
        catch (Exception failure) when (Explain(failure) is { } explained)
        {
            throw explained;
        }
        finally
        {
            Pause();
        }
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
        _callPassed.Dispose();
        _total.Dispose();
        _progress.Dispose();
    }

    private async Task<bool> MoveNextAsync<T>(IAsyncEnumerator<T> answer)
    {
        Resume();
        try
        {
            return await answer.MoveNextAsync();
        }
        finally
        {
            Pause();
        }
    }

    private void Resume()
    {
        _awaiting = true;
        _since = _time.GetTimestamp();
        _progress.Change(_left, Timeout.InfiniteTimeSpan);
    }

    private void Pause()
    {
        _awaiting = false;
        _progress.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (_left == Timeout.InfiniteTimeSpan)
            return;
        var left = _left - _time.GetElapsedTime(_since);
        _left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void Expire(string limit)
    {
        _expired ??= limit;
        _cancellation.Cancel();
    }

    private Exception? Explain(Exception failure)
    {
        // The caller's own cancellation is never a failure of the provider, whatever it looked like on the way up.
        if (CallerIsGone)
            return new OperationCanceledException(_caller);

        return _expired is { } limit
            ? new ProviderException(FailureClass.Timeout, $"Provider '{Connection.Name}' timed out: {limit}.", failure)
            : TransportFailure.Explain(failure, Connection);
    }

    private static string Timing(string what, TimeSpan limit) =>
        string.Create(CultureInfo.InvariantCulture, $"no {what} within {limit.TotalSeconds:0.###} s");
}
