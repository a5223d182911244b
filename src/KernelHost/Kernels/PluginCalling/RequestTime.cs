namespace KernelHost.Kernels.PluginCalling;

/// <summary>The time that a request's plugin calls may take, and the model's answers between them: from the request's beginning.</summary>
internal sealed class RequestTime(TimeSpan limit, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    /// <exception cref="ModelCallException">The time is over.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        var left = limit - time.GetElapsedTime(_started);
        if (left <= TimeSpan.Zero)
        {
            throw Over();
        }

        using var deadline = new CancellationTokenSource(left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await run(either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Over();
        }
    }

    private ModelCallException Over() => new($"The plugins that the model called did not finish within the request's {limit.TotalSeconds:0.###} s.", "timeout");
}
