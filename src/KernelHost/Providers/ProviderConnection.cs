using KernelHost.Organizations;
using KernelHost.Security;

namespace KernelHost.Providers;

/// <summary>A provider as a call needs it: address settled, key resolved, timeouts filled in. Immutable.</summary>
public sealed record ProviderConnection
{
    /// <summary>The provider's name in the setup.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="ProviderKinds"/>.</summary>
    public required string Kind { get; init; }

    public required Uri BaseUrl { get; init; }

    public Secret? Key { get; init; }

    /// <summary>Which networks it may lead into.</summary>
    public UpstreamReach Reach { get; init; }

    public AttemptTimeouts Timeouts { get; init; } = AttemptTimeouts.Default;
}

/// <summary>Limits on one attempt (contract, section 5): to connect, to the first token of a stream, between tokens, in all.</summary>
public sealed record AttemptTimeouts(TimeSpan Connect, TimeSpan FirstToken, TimeSpan Idle, TimeSpan Total)
{
    /// <summary>To the response's headers; null = only the other limits hold: a whole answer sends its headers when it is done.</summary>
    public TimeSpan? Headers { get; init; }

    public static AttemptTimeouts Default { get; } =
        new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5));

    /// <summary>These, but for what somebody closer to the model says.</summary>
    public AttemptTimeouts With(ProviderTimeouts? own) => own is null ? this
        : new(own.Connect?.Value ?? Connect, own.FirstToken?.Value ?? FirstToken, own.Idle?.Value ?? Idle, own.Total?.Value ?? Total) { Headers = own.Headers?.Value ?? Headers };
}
