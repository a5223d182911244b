namespace KernelHost.Providers.Http;

/// <summary>
/// From what an upstream answered to the failure class of contract section 5: the only place that knows how servers word their errors.
/// The status decides; the body overrides it where servers are known to say the real thing only there.
/// </summary>
internal static class FailureClassifier
{
    private static readonly string[] ContextLength =
    [
        "context_length_exceeded", "exceed_context_size", "context_window_exceeded", "maximum context length", "prompt is too long", "context size",
        "context window", "exceeds the context length", "exceeds the maximum number of tokens", "input length exceeds", "context overflow", "exceed context limit", "max_new_tokens` must be",
    ];

    private static readonly string[] ContentFilter =
        ["content_filter", "content_policy", "content management policy", "responsibleaipolicyviolation", "prohibited_content", "flagged by moderation", "safety system"];

    private static readonly string[] Auth =
        ["invalid_api_key", "api_key_invalid", "api key not valid", "authentication_error", "permission_error", "credit balance is too low", "billing_not_active"];

    private static readonly string[] RateLimit = ["rate_limit", "resource_exhausted", "insufficient_quota", "too many requests", "ratelimitreached"];

    public static ProviderException Classify(int status, TimeSpan? retryAfter, ReadOnlyMemory<byte> body, ProviderConnection connection)
    {
        var error = UpstreamError.Parse(body);
        var real = status is >= 200 and < 300 ? error.Status ?? status : status;
        var failure = Class(real, $"{error.Code}\n{error.Type}\n{error.Message}");
        return new(failure, Message(error, real, body, connection))
        {
            Status = real,
            Code = Scrub(error.Code, connection),
            Param = Scrub(error.Param, connection),
            RetryAfter = retryAfter ?? error.RetryAfter,
        };
    }

    private static FailureClass Class(int status, string words) => status switch
    {
        401 or 402 => FailureClass.Auth,
        403 => Says(words, ContentFilter) ? FailureClass.ContentFilter : FailureClass.Auth,
        429 => FailureClass.RateLimit,
        _ when Says(words, ContextLength) => FailureClass.ContextLength,
        _ when Says(words, ContentFilter) => FailureClass.ContentFilter,
        _ when status < 500 && Says(words, Auth) => FailureClass.Auth,
        _ when status < 500 && Says(words, RateLimit) => FailureClass.RateLimit,
        408 => FailureClass.Timeout,
        >= 400 and < 500 => FailureClass.BadRequest,
        _ => FailureClass.Error,
    };

    private static bool Says(string words, string[] any) => Array.Exists(any, word => words.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string? Scrub(string? text, ProviderConnection connection) => text is null ? null : Scrubber.Scrub(text, connection);

    private static string Message(UpstreamError error, int status, ReadOnlyMemory<byte> body, ProviderConnection connection)
    {
        if (error.Message is { Length: > 0 } message)
            return Scrubber.Scrub(message, connection);

        var what = body.Span.TrimStart(" \r\n\t"u8) switch
        {
            [] => "no explanation",
            [(byte)'<', ..] => "a page instead of JSON",
            _ => "an error that could not be read",
        };
        return status is >= 300 and < 400
            ? $"Provider '{connection.Name}' answered {status}, a redirect; redirects are not followed."
            : $"Provider '{connection.Name}' answered {status} with {what}.";
    }
}
