using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Microsoft.SemanticKernel.Connectors.OpenAI;

/// <summary>The OpenAI SDK's client as a chat client. The SDK's own objects are the raw representations; its exceptions come through.</summary>
internal sealed class OpenAIChatClient(ChatClient client, ChatClientMetadata metadata) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var completion = await client.CompleteChatAsync(OpenAIMessages.From(messages, options), OpenAIOptions.From(options), cancellationToken);
        return OpenAIAnswer.ToResponse(completion.Value);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var calls = new StreamedCalls();
        ChatResponseUpdate? last = null;
        await foreach (var update in client.CompleteChatStreamingAsync(OpenAIMessages.From(messages, options), OpenAIOptions.From(options), cancellationToken))
        {
            foreach (var call in update.ToolCallUpdates)
                calls.Add(call);

            last = OpenAIAnswer.ToUpdate(update, last?.Role);
            yield return last;
        }

        if (last is not null && calls.Any)
            yield return new(ChatRole.Assistant, calls.Complete()) { ResponseId = last.ResponseId, MessageId = last.MessageId, ModelId = last.ModelId };
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        object[] known = serviceKey is null ? [this, client, metadata] : [];
        return known.FirstOrDefault(serviceType.IsInstanceOfType);
    }

    public void Dispose()
    {
        // The SDK's client holds nothing of its own; the HttpClient is its giver's.
    }
}
