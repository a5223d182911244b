namespace KernelHost.Server.Tests;

/// <summary>For what the host does behind its answer, and nothing tells when.</summary>
internal static class Polling
{
    /// <summary>What becomes so does in moments; this is for a machine that is busy with other things.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Asks again until it is so.</summary>
    /// <exception cref="TimeoutException">It does not become so: a test that asked on would hang, and with it all the others.</exception>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isSo)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var answer = await ask();
            if (isSo(answer))
                return answer;
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"Still after {Patience.TotalSeconds} s: {answer}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
        }
    }

    /// <inheritdoc cref="UntilAsync{T}(Func{Task{T}}, Func{T, bool})"/>
    public static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()), so => so);
}
