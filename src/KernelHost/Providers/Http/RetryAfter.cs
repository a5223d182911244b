using System.Net.Http.Headers;

namespace KernelHost.Providers.Http;

internal static class RetryAfter
{
    /// <summary>Seconds or a date; a date in the past means now. Null when the header is missing or unreadable.</summary>
    public static TimeSpan? Read(RetryConditionHeaderValue? header, DateTimeOffset now) => header switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > now ? date - now : TimeSpan.Zero,
        _ => null,
    };
}
