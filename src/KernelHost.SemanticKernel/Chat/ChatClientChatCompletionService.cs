using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.Services;
using AI = Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel.ChatCompletion;

/// <summary>A chat client as a chat completion service.</summary>
internal sealed class ChatClientChatCompletionService(IChatClient client) : IChatCompletionService
{
    public IReadOnlyDictionary<string, object?> Attributes { get; } = Describe(client);

    public async Task<IReadOnlyList<ChatMessageContent>> GetChatMessageContentsAsync(ChatHistory chatHistory, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, CancellationToken cancellationToken = default)
    {
        chatHistory = executionSettings?.Prepare(chatHistory) ?? chatHistory;
        var response = await client.GetResponseAsync(chatHistory.ToChatMessages(), executionSettings.ToChatOptions(kernel), cancellationToken);
        chatHistory.AddRange(response.Messages.SkipLast(1).Select(step => step.ToChatMessageContent(response)));
        return [.. response.Messages.TakeLast(1).Select(answer => answer.ToChatMessageContent(response))];
    }

    public async IAsyncEnumerable<StreamingChatMessageContent> GetStreamingChatMessageContentsAsync(ChatHistory chatHistory, PromptExecutionSettings? executionSettings = null, Kernel? kernel = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        chatHistory = executionSettings?.Prepare(chatHistory) ?? chatHistory;
        await foreach (var update in client.GetStreamingResponseAsync(chatHistory.ToChatMessages(), executionSettings.ToChatOptions(kernel), cancellationToken))
        {
            foreach (var content in update.Contents)
            {
                if (content is AI.FunctionCallContent)
                    chatHistory.Add(new ChatMessage(ChatRole.Assistant, [content]).ToChatMessageContent());
                else if (content is AI.FunctionResultContent)
                    chatHistory.Add(new ChatMessage(ChatRole.Tool, [content]).ToChatMessageContent());
            }

            yield return update.ToStreamingChatMessageContent();
        }
    }

    private static Dictionary<string, object?> Describe(IChatClient client)
    {
        var metadata = client.GetService<ChatClientMetadata>();
        var attributes = new Dictionary<string, object?>();
        if (metadata?.DefaultModelId is { } model)
            attributes[AIServiceExtensions.ModelIdKey] = model;
        if (metadata?.ProviderUri is { } endpoint)
            attributes[AIServiceExtensions.EndpointKey] = endpoint.ToString();

        return attributes;
    }
}
