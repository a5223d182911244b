using System.Text.Json;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Providers.OpenAi;

namespace KernelHost.Forwarding;

/// <summary>Sends a candidate's bytes to its server and takes in the answer up to where it is the caller's. One attempt per call; thread-safe.</summary>
internal sealed class Forwarder(ProviderHttp http)
{
    private const int LargestAnswer = 64 * 1024 * 1024;
    private const int FirstRead = 4096;

    /// <param name="modelInfo">The JSON of <c>model_info</c>; empty when the client does not want it.</param>
    /// <param name="deadline">Of the whole call; an answer that has begun is not held to it.</param>
    /// <exception cref="ProviderException">The server refused, failed, or answered with something that is no such answer.</exception>
    public async Task<ForwardedAnswer> SendAsync(
        ProviderLink link, OpenAiEndpoint endpoint, OpenAiRequest request, PooledBytes body, ReadOnlyMemory<byte> modelInfo, CancellationToken deadline, CancellationToken caller)
    {
        var attempt = http.Begin(link.Connection, request.Stream ? AnswerForm.Stream : AnswerForm.Whole, caller, deadline);
        try
        {
            return await attempt.RunAsync(_ => SendAsync(attempt, link, endpoint, request, body, modelInfo));
        }
        catch
        {
            attempt.Dispose();
            throw;
        }
    }

    private async Task<ForwardedAnswer> SendAsync(
        Attempt attempt, ProviderLink link, OpenAiEndpoint endpoint, OpenAiRequest request, PooledBytes body, ReadOnlyMemory<byte> modelInfo)
    {
        using var message = link.Request(endpoint, new PooledContent(body, "application/json"));
        var response = await http.SendAsync(message, attempt);
        try
        {
            var kind = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : "";
            if (request.Stream && !kind.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
            {
                return kind.StartsWith("text/html", StringComparison.OrdinalIgnoreCase)
                    ? throw ProviderHttp.NotAnAnswer(link.Connection, "a page instead of a stream")
                    : new ForwardedAnswer.Events(await ForwardedStream.OpenAsync(attempt, response, modelInfo, request.IncludeUsage));
            }

            var whole = await ReadAsync(response, attempt, modelInfo);
            attempt.Dispose();
            return new ForwardedAnswer.Json(whole);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async Task<ForwardedJson> ReadAsync(HttpResponseMessage response, Attempt attempt, ReadOnlyMemory<byte> modelInfo)
    {
        using var _ = response;
        var bytes = await ReadBytesAsync(response, attempt);
        try
        {
            var outline = new ObjectOutline();
            outline.Read(bytes.Memory);
            if (InBandError.IsIn(outline))
                throw FailureClassifier.Classify((int)response.StatusCode, null, bytes.Memory, attempt.Connection);
            return IsAnswer(outline) ? new(bytes, outline, modelInfo) : throw ProviderHttp.NotAnAnswer(attempt.Connection, "no choice in its answer");
        }
        catch (JsonException failure)
        {
            using (bytes)
            {
                InBandError.ThrowIfIn(bytes.Memory, attempt.Connection);
                throw ProviderHttp.NotAnAnswer(attempt.Connection, bytes.Length == 0 ? "nothing" : "something that is not JSON", failure);
            }
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private static bool IsAnswer(ObjectOutline outline) =>
        outline.Kind("choices"u8) == JsonTokenType.StartArray && outline.Value("choices"u8).Span[1..].TrimStart(" \t\r\n"u8) is [(byte)'{', ..];

    private static async Task<PooledBytes> ReadBytesAsync(HttpResponseMessage response, Attempt attempt)
    {
        var expected = response.Content.Headers.ContentLength;
        var bytes = new PooledBytes(expected is > 0 and < LargestAnswer ? (int)expected + 1 : FirstRead);
        try
        {
            await using var answer = await response.Content.ReadAsStreamAsync(attempt.Token);
            attempt.Progress();
            while (await attempt.ReadAsync(answer, bytes.GetMemory(1)) is var count and > 0)
            {
                attempt.Progress();
                bytes.Advance(count);
                if (bytes.Length > LargestAnswer)
                    throw ProviderHttp.NotAnAnswer(attempt.Connection, "more than the host takes in one answer");
            }

            return bytes;
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }
}
