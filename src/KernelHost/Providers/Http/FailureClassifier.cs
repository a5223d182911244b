using System.Net.Sockets;
using KernelHost.Security;

namespace KernelHost.Providers.Http;

/// <summary>
/// From what happened to the failure class of contract section 5: the only place that decides it, whatever way a call went. The status decides; the body
/// overrides it where servers are known to say the real thing only there. An error object inside a 200 has the status that it states or that its type is
/// known to go with, and is <see cref="FailureClass.Error"/> when it tells neither. Pure.
/// <list type="bullet">
/// <item>404 for a model, 400, 413, 422 and every other 4xx not named here: the caller's, passed on.</item>
/// <item>404 or 405 with a page: nobody's model server wrote that, but what stands where one should be. <see cref="FailureClass.Error"/>, as 409 (a lock),
/// 425 and 499 (given up on the way) are; 408 is <see cref="FailureClass.Timeout"/>.</item>
/// <item>402 and 407, and a 400 that says that the account is out of credit, are <see cref="FailureClass.Auth"/>: an admin must act. A quota or usage limit that is
/// used up is <see cref="FailureClass.RateLimit"/> without a wait: what such an answer asks for is the wait of another limit.</item>
/// </list>
/// </summary>
internal static class FailureClassifier
{
    /// <summary>Of an answer that is none: a status of failure, or an error object where the answer should be.</summary>
    /// <param name="retryAfter">What the headers say, see <see cref="RetryAfter"/>.</param>
    public static ProviderException Classify(int status, TimeSpan? retryAfter, ReadOnlyMemory<byte> body, ProviderConnection connection)
    {
        var error = UpstreamError.Parse(body);
        var real = IsSuccess(status) ? error.Status ?? status : status;
        var failure = ClassOf(real, error, IsPage(body.Span));
        return new(failure, Message(error, real, body.Span, connection))
        {
            Status = real,
            Code = Scrub(error.Code, connection),
            Param = Scrub(error.Param, connection),
            RetryAfter = WaitOf(failure, retryAfter, error),
        };
    }

    /// <summary>Of an error object inside a 200: in place of an answer, or among a stream's chunks.</summary>
    public static ProviderException ClassifyInBand(ReadOnlyMemory<byte> body, ProviderConnection connection) => Classify(200, null, body, connection);

    /// <summary>Of an exception on the way; null when it is nothing of the upstream's doing.</summary>
    public static FailureClass? ClassOf(Exception failure) => failure switch
    {
        _ when TransportFailure.Has<TimeoutException>(failure) => FailureClass.Timeout,
        HttpRequestException or IOException or SocketException or InvalidDataException or OperationCanceledException => FailureClass.Error,
        _ when TransportFailure.Has<UpstreamRefusedException>(failure) => FailureClass.Error,
        _ => null,
    };

    private static FailureClass ClassOf(int status, UpstreamError error, bool isPage) => status switch
    {
        401 or 402 or 407 => FailureClass.Auth,
        403 when FailureWords.ContextLength.AreIn(error) => FailureClass.ContextLength,
        403 => FailureWords.ContentFilter.AreIn(error) ? FailureClass.ContentFilter : FailureClass.Auth,
        429 or 498 => FailureClass.RateLimit,   // 498 is Groq's, for want of capacity
        408 => FailureClass.Timeout,
        404 or 405 when isPage => FailureClass.Error,
        409 or 425 or 499 => FailureClass.Error,
        _ when FailureWords.ContextLength.AreIn(error) => FailureClass.ContextLength,
        _ when FailureWords.ContentFilter.AreIn(error) => FailureClass.ContentFilter,
        < 500 when FailureWords.Auth.AreIn(error) => FailureClass.Auth,
        < 500 when FailureWords.RateLimit.AreIn(error) || FailureWords.Quota.AreIn(error) => FailureClass.RateLimit,
        >= 400 and < 500 => FailureClass.BadRequest,
        _ => FailureClass.Error,
    };

    private static TimeSpan? WaitOf(FailureClass failure, TimeSpan? retryAfter, UpstreamError error) => failure != FailureClass.RateLimit ? retryAfter ?? error.RetryAfter
        : FailureWords.Quota.AreIn(error) ? null
        : retryAfter ?? error.RetryAfter ?? RetryAfter.InWords(error.Message);

    private static bool IsSuccess(int status) => status is >= 200 and < 300;

    private static bool IsPage(ReadOnlySpan<byte> body) => body.TrimStart("\uFEFF \r\n\t"u8) is [(byte)'<', ..];

    private static string? Scrub(string? text, ProviderConnection connection) => text is null ? null : Scrubber.Scrub(text, connection);

    private static string Message(UpstreamError error, int status, ReadOnlySpan<byte> body, ProviderConnection connection)
    {
        if (error.Message is { Length: > 0 } message)
            return Scrubber.Scrub(message, connection);

        var what = IsPage(body) ? "a page instead of JSON" : body.Trim(" \r\n\t"u8).IsEmpty ? "no explanation" : "an error that could not be read";
        return status is >= 300 and < 400
            ? $"Provider '{connection.Name}' answered {status}, a redirect; redirects are not followed."
            : $"Provider '{connection.Name}' answered {status} with {what}.";
    }
}
