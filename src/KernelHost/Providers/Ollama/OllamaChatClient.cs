using System.Runtime.CompilerServices;
using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Ollama;

/// <summary>Chat over <c>POST /api/chat</c>. Its model is the one it was made for. One attempt per call; thread-safe.</summary>
internal sealed class OllamaChatClient(ProviderHttp http, ProviderConnection connection, string model) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var attempt = http.Begin(connection, cancellationToken, AnswerForm.Whole);
        return await attempt.RunAsync(async a =>
        {
            using var answer = await http.AskAsync(Request(messages, options, stream: false), a);
            var chunks = new OllamaChunks(connection);
            var update = chunks.Read(answer.RootElement);
            chunks.End();
            return new[] { update }.ToChatResponse();
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var attempt = http.Begin(connection, cancellationToken);
        await foreach (var update in attempt.RunAsync(a => StreamAsync(messages, options, a)))
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(connection.Kind, connection.BaseUrl, model)
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
        // Nothing of its own: connections belong to the pool.
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, Attempt attempt)
    {
        using var request = Request(messages, options, stream: true);
        using var response = await http.SendAsync(request, attempt);
        if (ProviderHttp.Is(response, "text/html"))
            throw ProviderHttp.NotAnAnswer(connection, "a page instead of a stream");

        var chunks = new OllamaChunks(connection);
        await using var stream = await response.Content.ReadAsStreamAsync(attempt.Token);
        await foreach (var line in LineReader.ReadAsync(stream, attempt.Token))
        {
            if (Read(chunks, line) is not { } update)
                continue;
            if (update.Contents.Count > 0)
                attempt.Progress();
            yield return update;
            if (chunks.Done)
                break;
        }

        chunks.End();
    }

    // One line that cannot be read does not end a live stream; an error line does.
    private ChatResponseUpdate? Read(OllamaChunks chunks, ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return UpstreamError.IsIn(document.RootElement)
                ? throw FailureClassifier.ClassifyInBand(line, connection)
                : chunks.Read(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private HttpRequestMessage Request(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream) => ProviderHttp.Request(
        HttpMethod.Post, connection, "/api/chat", new OllamaChatRequest(connection, model, options, stream).ToJson(messages));
}
