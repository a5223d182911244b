using System.Net.Http.Headers;
using System.Text.Json;

namespace KernelHost.Providers.Http;

/// <summary>The way to every upstream: one request, one answer, no retries. Thread-safe.</summary>
internal sealed class ProviderHttp(UpstreamPool pool, TimeProvider time)
{
    private const int MaxErrorBytes = 64 * 1024;
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    public TimeProvider Time => time;

    public Attempt Begin(ProviderConnection connection, CancellationToken cancellationToken, AnswerForm form = AnswerForm.Stream) =>
        new(connection, time, form, cancellationToken);

    /// <param name="limit">What the whole call leaves it, until the answer is the caller's.</param>
    public Attempt Begin(ProviderConnection connection, AnswerForm form, AttemptLimit limit) => new(connection, time, form, limit.Caller, limit);

    /// <summary>A request below the provider's base URL, with its key as a bearer token. A query in the base URL is kept.</summary>
    public static HttpRequestMessage Request(HttpMethod method, ProviderConnection connection, string path, ReadOnlyMemory<byte>? json = null)
    {
        var request = new HttpRequestMessage(method, Address(connection, path));
        if (connection.Key is { } key)
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key.Reveal().Trim());   // keys are pasted, line end and all
        if (json is { } body)
            request.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new("application/json") } };
        return request;
    }

    /// <summary>An address below the provider's base URL, whose query is kept.</summary>
    public static Uri Address(ProviderConnection connection, string path)
    {
        var url = new UriBuilder(connection.BaseUrl);
        url.Path = url.Path.TrimEnd('/') + path;
        return url.Uri;
    }

    /// <summary>Sends and waits for the headers, whatever they say.</summary>
    public Task<HttpResponseMessage> BeginAsync(HttpRequestMessage request, Attempt attempt) => pool.For(attempt.Connection).SendAsync(request, attempt.Token);

    /// <summary>Makes the body of an answer with a status of success readable.</summary>
    /// <exception cref="ProviderException">Any other status; the response is disposed.</exception>
    public Task AcceptAsync(HttpResponseMessage response, Attempt attempt)
    {
        attempt.HeadersCame();
        DecodedContent.Decode(response);
        return response.IsSuccessStatusCode ? Task.CompletedTask : RefuseAsync(response, attempt);
    }

    /// <summary>Sends and waits for the headers. The answer has a status of success; its body has not been read.</summary>
    /// <exception cref="ProviderException">Any other status.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Attempt attempt)
    {
        var response = await BeginAsync(request, attempt);
        await AcceptAsync(response, attempt);
        return response;
    }

    /// <summary>Sends and reads one JSON answer; an error object, a page or nothing in place of it is a failure.</summary>
    public async Task<JsonDocument> AskAsync(HttpRequestMessage request, Attempt attempt)
    {
        using (request)
        {
            using var response = await SendAsync(request, attempt);
            return await ReadJsonAsync(response, attempt);
        }
    }

    public static async Task<JsonDocument> ReadJsonAsync(HttpResponseMessage response, Attempt attempt)
    {
        attempt.Progress();
        var body = await ReadAsync(response, MaxAnswerBytes, attempt, throwWhenLonger: true);
        var answer = Parse(body, attempt.Connection);
        if (!UpstreamError.IsIn(answer.RootElement))
            return answer;

        using (answer)
            throw FailureClassifier.ClassifyInBand(body, attempt.Connection);
    }

    public static ProviderException NotAnAnswer(ProviderConnection connection, string what, Exception? failure = null) =>
        new(FailureClass.Error, $"Provider '{connection.Name}' answered with {what}.", failure);

    public static bool Is(HttpResponseMessage response, string mediaType) =>
        response.Content.Headers.ContentType is MediaTypeHeaderValue { MediaType: { } actual }
        && actual.Equals(mediaType, StringComparison.OrdinalIgnoreCase);

    private static JsonDocument Parse(ReadOnlyMemory<byte> body, ProviderConnection connection)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException failure)
        {
            throw NotAnAnswer(connection, body.Length == 0 ? "nothing" : "something that is not JSON", failure);
        }
    }

    private async Task RefuseAsync(HttpResponseMessage response, Attempt attempt)
    {
        using (response)
        {
            var status = (int)response.StatusCode;
            var retryAfter = RetryAfter.Read(status, response.Headers, time.GetUtcNow());
            throw FailureClassifier.Classify(status, retryAfter, await ReadErrorAsync(response, attempt), attempt.Connection);
        }
    }

    // The status has said it already: a body that breaks off, stalls or cannot be unpacked changes nothing about what happened.
    private static async Task<ReadOnlyMemory<byte>> ReadErrorAsync(HttpResponseMessage response, Attempt attempt)
    {
        try
        {
            return await ReadAsync(response, MaxErrorBytes, attempt, throwWhenLonger: false);
        }
        catch (Exception failure) when (!attempt.CallerIsGone && failure is (IOException or InvalidDataException or OperationCanceledException))
        {
            return default;
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, int limit, Attempt attempt, bool throwWhenLonger)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(attempt.Token);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, attempt.Token) is var count and > 0)
        {
            attempt.Progress();
            body.Write(buffer, 0, Math.Min(count, limit - (int)body.Length));
            if (body.Length < limit)
                continue;
            if (throwWhenLonger)
                throw NotAnAnswer(attempt.Connection, "more than the host takes in one answer");
            break;
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
