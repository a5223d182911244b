using KernelHost.Providers.Http;

namespace KernelHost.Tests.Providers.Failures;

public class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Retry-After: 7", 7.0)]
    [InlineData("Retry-After: 0", 0.0)]
    [InlineData("Retry-After: 1.5", 1.5)]
    [InlineData("Retry-After: Sat, 21 Nov 2026 10:00:09 GMT", 9.0)]
    [InlineData("Retry-After: Sat, 21 Nov 2026 09:59:51 GMT", 0.0)]
    [InlineData("retry-after-ms: 250|Retry-After: 1", 0.25)]
    [InlineData("retry-after-ms: soon|Retry-After: 1", 1.0)]
    [InlineData("Retry-After: 86400", 86_400.0)]
    [InlineData("Retry-After: 31536000", 86_400.0)]
    [InlineData("Retry-After: 99999999999999999999", 86_400.0)]
    [InlineData("Retry-After: Fri, 31 Dec 9999 23:59:59 GMT", 86_400.0)]
    [InlineData("Retry-After: -5", null)]
    [InlineData("Retry-After: soon", null)]
    [InlineData("Retry-After: NaN", null)]
    [InlineData("Retry-After: Infinity", null)]
    [InlineData("Retry-After: ", null)]
    [InlineData("x-ratelimit-remaining-tokens: 0|x-ratelimit-reset-tokens: 6m0s", 360.0)]
    [InlineData("x-ratelimit-remaining-requests: 0|x-ratelimit-reset-requests: 86.4ms|x-ratelimit-remaining-tokens: 0|x-ratelimit-reset-tokens: 1s", 1.0)]
    [InlineData("x-ratelimit-remaining-requests: 3|x-ratelimit-reset-requests: 2m59.56s", null)]
    [InlineData("x-ratelimit-reset-requests: 2m59.56s", null)]
    [InlineData("Retry-After: 2|x-ratelimit-remaining-requests: 0|x-ratelimit-reset-requests: 60s", 2.0)]
    public void Headers_of_a_429_tell_how_long_to_wait(string headers, double? seconds) => Assert.Equal(Seconds(seconds), Read(429, headers));

    [Fact]
    public void Limits_that_are_used_up_explain_a_429_only()
    {
        const string Headers = "x-ratelimit-remaining-tokens: 0|x-ratelimit-reset-tokens: 6m0s";

        Assert.Null(Read(500, Headers));
        Assert.Equal(TimeSpan.FromSeconds(20), Read(503, Headers + "|Retry-After: 20"));
    }

    [Theory]
    [InlineData("21s", 21.0)]
    [InlineData("45.837906927s", 45.8379069)]
    [InlineData("86.4ms", 0.0864)]
    [InlineData("1h2m3s", 3_723.0)]
    [InlineData("1d", 86_400.0)]
    [InlineData("90h", 86_400.0)]
    [InlineData("6m", 360.0)]
    [InlineData("", null)]
    [InlineData("s", null)]
    [InlineData("21", null)]
    [InlineData("-1s", null)]
    [InlineData("1s1m", null)]
    public void Durations_are_read_as_servers_write_them(string text, double? seconds) => Assert.Equal(Seconds(seconds), RetryAfter.Duration(text));

    [Theory]
    [InlineData("Please try again in 7.66s. Visit us.", 7.66)]
    [InlineData("Please try again in 350ms.", 0.35)]
    [InlineData("Please retry after 6 seconds.", 6.0)]
    [InlineData("please retry after 1 second", 1.0)]
    [InlineData("Please try again in 9m38.016s.", 578.016)]
    [InlineData("Please try again later.", null)]
    [InlineData("Please try again in a few minutes.", null)]
    [InlineData(null, null)]
    public void A_message_may_tell_it_in_words(string? message, double? seconds) => Assert.Equal(Seconds(seconds), RetryAfter.InWords(message));

    private static TimeSpan? Seconds(double? seconds) => seconds * TimeSpan.FromSeconds(1);

    private static TimeSpan? Read(int status, string headers)
    {
        using var response = new HttpResponseMessage();
        foreach (var header in headers.Split('|'))
            response.Headers.TryAddWithoutValidation(header[..header.IndexOf(':')], header[(header.IndexOf(':') + 1)..].Trim());
        return RetryAfter.Read(status, response.Headers, Now);
    }
}
