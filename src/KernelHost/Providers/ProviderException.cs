namespace KernelHost.Providers;

/// <summary>What kind of failure it was (contract, section 5). It decides what happens next; see <see cref="FailureClassNames"/> for the wire names.</summary>
public enum FailureClass
{
    RateLimit,
    Error,
    Timeout,
    Auth,
    ContextLength,
    ContentFilter,

    /// <summary>Any other 4xx: the caller's own mistake, passed on unchanged.</summary>
    BadRequest,
}

public static class FailureClassNames
{
    public static string Wire(this FailureClass failure) => failure switch
    {
        FailureClass.RateLimit => "rate_limit",
        FailureClass.Error => "error",
        FailureClass.Timeout => "timeout",
        FailureClass.Auth => "auth",
        FailureClass.ContextLength => "context_length",
        FailureClass.ContentFilter => "content_filter",
        _ => "bad_request",
    };
}

/// <summary>The one exception a provider throws when its server fails. The message holds no key and no internal address.</summary>
public sealed class ProviderException(FailureClass failure, string message, Exception? innerException = null)
    : ModelCallException(message, failure.Wire(), innerException)
{
    public FailureClass Class { get; } = failure;

    /// <summary>The upstream's HTTP status, if it answered at all.</summary>
    public int? Status { get; init; }

    /// <summary>The upstream's own error code, such as <c>insufficient_quota</c>.</summary>
    public string? Code { get; init; }

    /// <summary>The request member the upstream named, such as <c>messages</c>.</summary>
    public string? Param { get; init; }

    /// <summary>How long the upstream asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whatever is asked of the provider will fail as this did: nobody answers there, or its key is refused.</summary>
    public bool IsOfProvider { get => field || Class == FailureClass.Auth; init; }

    /// <summary>It says something of the server; the other classes say something of the request.</summary>
    internal bool IsOfServer => Class is FailureClass.RateLimit or FailureClass.Error or FailureClass.Timeout or FailureClass.Auth;

    /// <summary>How many calls were made before the caller was given this failure; at least one.</summary>
    public int Attempts { get; private set; } = 1;

    internal ProviderException After(int attempts)
    {
        Attempts = attempts;
        return this;
    }
}
