using System.Globalization;
using KernelHost.Server.Errors;
using KernelHost.Throttling;

namespace KernelHost.Server.Limits;

/// <summary>What a client is told of limits: OpenAI's headers on every limited answer, and which limit refused a request.</summary>
internal static class LimitAnswers
{
    public const string Limit = "x-ratelimit-limit-requests";
    public const string Remaining = "x-ratelimit-remaining-requests";
    public const string Reset = "x-ratelimit-reset-requests";

    private const string Code = "rate_limit_exceeded";

    // When the answer starts, not now: an error clears headers.
    public static void Announce(this HttpResponse response, RequestRate rate) => response.OnStarting(() =>
    {
        response.Headers[Limit] = rate.Limit.ToString(CultureInfo.InvariantCulture);
        response.Headers[Remaining] = rate.Remaining.ToString(CultureInfo.InvariantCulture);
        response.Headers[Reset] = Span(rate.Reset);
        return Task.CompletedTask;
    });

    public static ApiError Describe(LimitRefusal refusal) => new(StatusCodes.Status429TooManyRequests, Code, Message(refusal)) { RetryAfter = refusal.RetryAfter };

    /// <summary>As OpenAI writes it, rounded up to the millisecond: <c>20ms</c>, <c>1.5s</c>, <c>6m0s</c>.</summary>
    public static string Span(TimeSpan span)
    {
        var whole = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Round(span.TotalMilliseconds, 3)));
        var seconds = whole.TotalSeconds % 60;
        return whole.TotalSeconds is > 0 and < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{whole.TotalMilliseconds:0}ms")
            : string.Create(CultureInfo.InvariantCulture, $"{Minutes(whole)}{seconds:0.###}s");
    }

    private static string Minutes(TimeSpan span) => span.TotalMinutes < 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes}m");

    private static string Message(LimitRefusal refusal)
    {
        var (perMinute, atOnce) = (refusal.Party.Limits.RequestsPerMinute, refusal.Party.Limits.ConcurrentRequests);
        return (refusal.Party.Kind, refusal.IsBusy) switch
        {
            (LimitedParties.Key, true) => $"This key may have {atOnce} requests running at once: wait for one to end.",
            (LimitedParties.Key, false) => $"This key may make {perMinute} requests a minute.",
            (LimitedParties.Organization, true) => $"This key's organisation may have {atOnce} requests running at once: wait for one to end.",
            (LimitedParties.Organization, false) => $"This key's organisation may make {perMinute} requests a minute.",
            (LimitedParties.Switching, _) => $"An organisation's models may be switched {perMinute} times a minute.",
            _ => $"A key may make {perMinute} admin requests a minute.",
        };
    }
}
