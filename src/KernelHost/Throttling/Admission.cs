namespace KernelHost.Throttling;

/// <summary>Somebody a request counts for.</summary>
/// <param name="Kind">What is counted: <c>key</c>, <c>organization</c>, …</param>
public readonly record struct LimitedParty(string Kind, string Id, RequestLimits Limits);

/// <summary>Where somebody stands with their requests per minute.</summary>
/// <param name="Reset">Until all of them are there again.</param>
public readonly record struct RequestRate(int Limit, int Remaining, TimeSpan Reset)
{
    internal bool IsTighterThan(RequestRate? other) =>
        other is not { } than || Remaining < than.Remaining || (Remaining == than.Remaining && Reset > than.Reset);
}

/// <summary>Why a request is not let in.</summary>
/// <param name="IsBusy">Too many run now; else too many came.</param>
public sealed record LimitRefusal(LimitedParty Party, bool IsBusy, TimeSpan RetryAfter);

/// <summary>A request that was let in or not. Disposing it gives back its place among the running ones, once.</summary>
public sealed class Admission : IDisposable
{
    private readonly Meter[] _meters;
    private RequestLimiter? _limiter;

    internal Admission(RequestLimiter? limiter, Meter[] meters) => (_limiter, _meters) = (limiter, meters);

    /// <summary>Null = let in.</summary>
    public LimitRefusal? Refusal { get; init; }

    /// <summary>The tighter of the limits to requests per minute; of a refused request, the one that refused it. Null when there is none.</summary>
    public RequestRate? Rate { get; init; }

    public void Dispose() => Interlocked.Exchange(ref _limiter, null)?.Leave(_meters);
}
