using System.Runtime.CompilerServices;
using KernelHost.Forwarding;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Providers.OpenAi;
using KernelHost.Routing;

namespace KernelHost.Kernels;

/// <summary>
/// Speech and transcriptions: bytes to a model server and bytes back, over the same routes and the same loop as every call. A transcription is read whole before any of
/// it is passed on, unless it comes as events; audio is passed on as it comes. Singleton, thread-safe.
/// </summary>
public sealed class AudioCalls
{
    private const int PieceSize = 16 * 1024;

    private readonly ModelCalls _calls;
    private readonly ProviderHttp _http;

    internal AudioCalls(ModelCalls calls, ProviderHttp http) => (_calls, _http) = (calls, http);

    /// <param name="body">The request's body for a candidate, made anew for each attempt.</param>
    /// <param name="patient">Whether the first byte may take as long as the whole call: nothing comes before all of it was listened to.</param>
    /// <exception cref="ModelCallException">There is no route, or no candidate served.</exception>
    public async Task<AudioAnswer> SendAsync(
        SetupSnapshot setup, ModelRequest request, Func<Candidate, HttpContent> body, bool patient, CancellationToken cancellationToken)
    {
        var started = _calls.Now();
        var endpoint = request.Type == ModelType.Stt ? OpenAiEndpoint.Transcriptions : OpenAiEndpoint.Speech;
        var answer = new UpstreamAnswer();
        var served = await _calls.ServeAsync(setup, request, (turn, attempt) =>
        {
            answer = new();
            var connection = ConnectionTo(setup, turn.Candidate, patient);
            return PrimedStream<ReadOnlyMemory<byte>>.OpenAsync(
                lifetime => CallAsync(connection, endpoint, () => body(turn.Candidate), answer, lifetime), piece => !piece.IsEmpty, attempt, cancellationToken);
        }, cancellationToken);

        var report = ModelCallReport.Of(serviceId: null, served.Turn) with { Usage = answer.Usage };
        return new(report, answer, served.Value, whole => _calls.Finish(setup, report with { Usage = answer.Usage }, started, whole));
    }

    private static ProviderConnection ConnectionTo(SetupSnapshot setup, Candidate candidate, bool patient)
    {
        var connection = setup.LinkTo(candidate).Connection;
        return patient ? connection with { Timeouts = connection.Timeouts with { FirstToken = connection.Timeouts.Total } } : connection;
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> CallAsync(
        ProviderConnection connection, OpenAiEndpoint endpoint, Func<HttpContent> body, UpstreamAnswer answer, [EnumeratorCancellation] CancellationToken lifetime)
    {
        using var attempt = _http.Begin(connection, lifetime);
        await foreach (var piece in attempt.RunAsync(a => ReadAsync(endpoint, body, answer, a)))
        {
            yield return piece;
        }
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(OpenAiEndpoint endpoint, Func<HttpContent> body, UpstreamAnswer answer, Attempt attempt)
    {
        using var request = ProviderHttp.Request(HttpMethod.Post, attempt.Connection, endpoint.Path);
        request.Content = body();
        using var response = await SendAsync(request, endpoint, attempt);
        answer.ContentType = response.Content.Headers.ContentType?.ToString();
        if (ProviderHttp.Is(response, "text/html"))
        {
            throw ProviderHttp.NotAnAnswer(attempt.Connection, "a page instead of an answer");
        }

        var pieces = endpoint == OpenAiEndpoint.Speech && !ProviderHttp.Is(response, "application/json") ? PiecesAsync(response, answer, attempt) : WholeAsync(response, endpoint, answer, attempt);
        await foreach (var piece in pieces)
        {
            yield return piece;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, OpenAiEndpoint endpoint, Attempt attempt)
    {
        try
        {
            return await _http.SendAsync(request, attempt);
        }
        catch (ProviderException failure)
        {
            throw failure.Recognised(endpoint, attempt.Connection);
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> WholeAsync(HttpResponseMessage response, OpenAiEndpoint endpoint, UpstreamAnswer answer, Attempt attempt)
    {
        var whole = await ProviderHttp.ReadWholeAsync(response, attempt);
        var json = JsonRoot.Read(whole.Span);
        if (whole.IsEmpty || json.IsEmpty)
        {
            throw ProviderHttp.NotAnAnswer(attempt.Connection, "nothing");
        }

        if (json.IsError)
        {
            throw FailureClassifier.Classify((int)response.StatusCode, null, whole, attempt.Connection);
        }

        if (endpoint == OpenAiEndpoint.Speech)
        {
            throw ProviderHttp.NotAnAnswer(attempt.Connection, "JSON instead of audio");
        }

        if (json.End is null && ProviderHttp.Is(response, "application/json"))
        {
            throw ProviderHttp.NotAnAnswer(attempt.Connection, "something that is not JSON");
        }

        (answer.JsonEnd, answer.Usage, answer.Length) = (json.End, json.Usage, whole.Length);
        yield return whole;
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> PiecesAsync(HttpResponseMessage response, UpstreamAnswer answer, Attempt attempt)
    {
        answer.Length = response.Content.Headers.ContentLength;
        await using var stream = await response.Content.ReadAsStreamAsync(attempt.Token);
        var buffer = new byte[PieceSize];
        var any = false;
        while (await stream.ReadAsync(buffer, attempt.Token) is var count and > 0)
        {
            any = true;
            attempt.Progress();
            yield return buffer.AsMemory(0, count);
        }

        if (!any)
        {
            throw ProviderHttp.NotAnAnswer(attempt.Connection, "nothing");
        }
    }
}
