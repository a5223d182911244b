namespace KernelHost.Providers.Http;

/// <summary>How servers word a kind of failure, in code, type, reason or message; upper and lower case do not matter.</summary>
internal sealed class FailureWords(params string[] words)
{
    public static readonly FailureWords ContextLength = new(
        "context_length_exceeded", "exceed_context_size", "context_window_exceeded", "maximum context length", "max context length", "prompt is too long", "prompt too long",
        "context size", "context window", "exceeds the context length", "exceeds the maximum number of tokens", "input length exceeds", "maximum input length", "context overflow",
        "exceed context limit", "exceeds context length", "context length of only", "context length of the model", "max_new_tokens` must be",
        "max_tokens must be at least 1, got -");

    public static readonly FailureWords ContentFilter = new(
        "content_filter", "content_policy", "content management policy", "responsibleaipolicyviolation", "prohibited_content", "flagged by moderation", "safety system",
        "invalid_prompt", "flagged as potentially violating");

    public static readonly FailureWords Auth = new(
        "invalid_api_key", "api_key_invalid", "api key not valid", "invalid authorization header", "multiple authentication credentials", "authentication_error", "permission_error",
        "credit balance is too low", "billing_hard_limit_reached");

    public static readonly FailureWords RateLimit = new("rate_limit", "resource_exhausted", "too many requests", "ratelimitreached", "capacity_exceeded", "capacity exceeded");

    /// <summary>A limit that does not renew by the minute.</summary>
    public static readonly FailureWords Quota = new("insufficient_quota", "billing_not_active", "api usage limits");

    public bool AreIn(UpstreamError error) => AreIn(error.Code) || AreIn(error.Type) || AreIn(error.Reason) || AreIn(error.Message);

    private bool AreIn(string? text) => text is not null && Array.Exists(words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
