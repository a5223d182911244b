using System.Runtime.CompilerServices;
using System.Text.Json;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Providers.OpenAi;

namespace KernelHost.Forwarding;

/// <summary>Sends a candidate's bytes to its server and takes in the answer up to where it is the caller's. One attempt per call; thread-safe.</summary>
internal sealed class Forwarder(ProviderHttp http)
{
    internal const int LargestAnswer = 64 * 1024 * 1024;

    private const int FirstRead = 4096;

    // One answer after the other on a thread, thousands a second: the tool is kept.
    [ThreadStatic]
    private static ObjectOutline? _outline;

    /// <param name="limit">What the whole call leaves it; an answer that has begun is not held to it.</param>
    /// <exception cref="ProviderException">The server refused, failed, or answered with something that is no such answer.</exception>
    public ValueTask<ForwardedAnswer> SendAsync(ForwardedCall call, AttemptLimit limit) =>
        SendAsync(call, 0, static (answer, _) => answer, limit);

    /// <inheritdoc cref="SendAsync(ForwardedCall, AttemptLimit)"/>
    /// <param name="take">What the answer becomes: one wait less than doing it behind.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<T> SendAsync<T, TState>(
        ForwardedCall call, TState state, Func<ForwardedAnswer, TState, T> take, AttemptLimit limit)
    {
        var connection = call.Link.Connection;
        var attempt = http.Begin(connection, call.Streams || call.Endpoint == OpenAiEndpoint.Speech ? AnswerForm.Stream : AnswerForm.Whole, limit);
        HttpResponseMessage? response = null;
        try
        {
            using var message = call.Link.Request(call.Endpoint, call.Content);
            response = await http.BeginAsync(message, attempt);
            await http.AcceptAsync(response, attempt);
            return take(await ReadAsync(attempt, call, response), state);
        }
        catch (Exception failure)
        {
            response?.Dispose();
            attempt.Dispose();
            var explained = attempt.Explain(failure);
            if (call.Endpoint != OpenAiEndpoint.ChatCompletions && (explained ?? failure) is ProviderException refused)
                throw refused.Recognised(call.Endpoint, connection);
            if (explained is not null)
                throw explained;
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<ForwardedAnswer> ReadAsync(Attempt attempt, ForwardedCall call, HttpResponseMessage response)
    {
        var shape = AnswerShape.Of(call.Endpoint);
        var kind = response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : "";
        if (!Is(kind, "application/json") && (call.Streams || shape.Bytes != BytesForm.None))
        {
            if (Is(kind, "text/html"))
                throw ProviderHttp.NotAnAnswer(attempt.Connection, call.Streams ? "a page instead of a stream" : "a page instead of an answer");
            if (shape.Bytes == BytesForm.None || Is(kind, "text/event-stream"))
                return new ForwardedAnswer.Events(await ForwardedStream.OpenAsync(attempt, response, shape.Progress(), call.ModelInfo, call.WithUsage, call.Held));
            return new ForwardedAnswer.Bytes(await ForwardedBytes.OpenAsync(attempt, response, kind, whole: shape.Bytes == BytesForm.Whole || call.Held));
        }

        var whole = await ReadJsonAsync(response, attempt, shape, call.ModelInfo);
        attempt.Dispose();
        return new ForwardedAnswer.Json(whole);
    }

    private static bool Is(string contentType, string mediaType) => contentType.StartsWith(mediaType, StringComparison.OrdinalIgnoreCase);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<ForwardedJson> ReadJsonAsync(HttpResponseMessage response, Attempt attempt, AnswerShape shape, ReadOnlyMemory<byte> modelInfo)
    {
        using var _ = response;
        var bytes = await ReadBytesAsync(response, attempt);
        var outline = _outline ??= new();
        try
        {
            outline.Read(bytes.Memory);
            if (InBandError.IsIn(outline))
                throw FailureClassifier.ClassifyInBand(bytes.Memory, attempt.Connection);
            return shape.IsAnswer(outline) ? new(bytes, outline, modelInfo) : throw ProviderHttp.NotAnAnswer(attempt.Connection, shape.Lacks);
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
        finally
        {
            outline.Clear();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<PooledBytes> ReadBytesAsync(HttpResponseMessage response, Attempt attempt)
    {
        var expected = response.Content.Headers.ContentLength;
        var bytes = new PooledBytes(expected is > 0 and < LargestAnswer ? (int)expected + 1 : FirstRead);
        try
        {
            await using var answer = response.Content.ReadAsStream(attempt.Token);   // reads nothing yet
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
