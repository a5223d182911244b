using System.Runtime.CompilerServices;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.OpenAi;

/// <summary>
/// Chat over OpenAI's wire format. Its model is the one it was made for: a <see cref="ChatOptions.ModelId"/> says what was asked for, which the
/// route has answered already. One attempt per call; thread-safe.
/// </summary>
internal sealed class OpenAiChatClient(ProviderHttp http, ProviderConnection connection, string model) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var attempt = http.Begin(connection, cancellationToken, AnswerForm.Whole);
        return await attempt.RunAsync(async a =>
        {
            using var answer = await http.AskAsync(Request(messages, options, stream: false), a);
            return ChatAnswer.Read(answer.RootElement, connection);
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

        var updates = ProviderHttp.Is(response, "application/json") ? WholeAsync(response, attempt) : ChunksAsync(response, attempt);
        await foreach (var update in updates)
            yield return update;
    }

    // Some servers do not stream, whatever was asked; some put their error there.
    private async IAsyncEnumerable<ChatResponseUpdate> WholeAsync(HttpResponseMessage response, Attempt attempt)
    {
        using var answer = await ProviderHttp.ReadJsonAsync(response, attempt);
        foreach (var update in ChatAnswer.Read(answer.RootElement, connection).ToChatResponseUpdates())
            yield return update;
    }

    private async IAsyncEnumerable<ChatResponseUpdate> ChunksAsync(HttpResponseMessage response, Attempt attempt)
    {
        var chunks = new ChatChunks(connection);
        await using var stream = await response.Content.ReadAsStreamAsync(attempt.Token);
        await using var events = EventData.ReadAsync(stream, attempt.Token).GetAsyncEnumerator(CancellationToken.None);
        while (await MoveNextAsync(events, chunks, attempt))
        {
            var update = chunks.Read(events.Current);
            if (chunks.Progressed)
                attempt.Progress();
            if (update is not null)
                yield return update;
            if (chunks.Done)
                break;
        }

        yield return chunks.End();
    }

    // An answer that has its finish reason is whole, however the connection ends.
    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<ReadOnlyMemory<byte>> events, ChatChunks chunks, Attempt attempt)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception failure) when (chunks.Finished && !attempt.CallerIsGone && failure is (IOException or OperationCanceledException))
        {
            return false;
        }
    }

    private HttpRequestMessage Request(IEnumerable<ChatMessage> messages, ChatOptions? options, bool stream) => ProviderHttp.Request(
        HttpMethod.Post, connection, "/chat/completions", new ChatRequest(connection, model, options, stream).ToJson(messages));
}
