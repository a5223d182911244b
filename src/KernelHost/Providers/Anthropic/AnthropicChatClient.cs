using System.Runtime.CompilerServices;
using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Anthropic;

/// <summary>Chat over <c>POST /v1/messages</c>. Its model is the one it was made for. One attempt per call; thread-safe.</summary>
internal sealed class AnthropicChatClient(ProviderHttp http, ProviderConnection connection, string model) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var attempt = http.Begin(connection, cancellationToken, AnswerForm.Whole);
        return await attempt.RunAsync(async a =>
        {
            using var response = await AnthropicSdk.SendMessageAsync(http, a, Body(messages, options, stream: false));
            using var answer = await ProviderHttp.ReadJsonAsync(response, a);
            return AnthropicAnswer.Read(answer.RootElement, connection);
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
        using var response = await AnthropicSdk.SendMessageAsync(http, attempt, Body(messages, options, stream: true));
        if (ProviderHttp.Is(response, "text/html"))
            throw ProviderHttp.NotAnAnswer(connection, "a page instead of a stream");

        var events = new AnthropicEvents(connection);
        await using var stream = await response.Content.ReadAsStreamAsync(attempt.Token);
        await foreach (var data in EventData.ReadAsync(stream, attempt.Token))
        {
            var update = Read(events, data);
            if (events.Progressed)
                attempt.Progress();
            if (update is not null)
                yield return update;
            if (events.Ended)
                break;
        }

        events.End();
    }

    // One event that cannot be read does not end a live stream; an error does.
    private ChatResponseUpdate? Read(AnthropicEvents events, ReadOnlyMemory<byte> data)
    {
        try
        {
            using var document = JsonDocument.Parse(data);
            return UpstreamError.IsIn(document.RootElement)
                ? throw FailureClassifier.ClassifyInBand(data, connection)
                : events.Read(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private ReadOnlyMemory<byte> Body(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream) =>
        new AnthropicRequest(connection, model, options ?? new(), stream).ToJson(messages);
}
