using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel.ChatCompletion;

/// <summary>Shorter ways to ask a model.</summary>
public static class ChatCompletionServiceExtensions
{
    /// <summary>Asks with a prompt: its message elements become the conversation, any other text one message of the user.</summary>
    public static Task<IReadOnlyList<ChatMessageContent>> GetChatMessageContentsAsync(
        this IChatCompletionService chatCompletionService,
        string prompt,
        PromptExecutionSettings? executionSettings = null,
        Kernel? kernel = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatCompletionService);
        return chatCompletionService.GetChatMessageContentsAsync(ChatPromptParser.Parse(prompt), executionSettings, kernel, cancellationToken);
    }

    /// <summary>Asks with a prompt for the one answer.</summary>
    public static async Task<ChatMessageContent> GetChatMessageContentAsync(
        this IChatCompletionService chatCompletionService,
        string prompt,
        PromptExecutionSettings? executionSettings = null,
        Kernel? kernel = null,
        CancellationToken cancellationToken = default) =>
        (await chatCompletionService.GetChatMessageContentsAsync(prompt, executionSettings, kernel, cancellationToken)).Single();

    /// <summary>Asks for the one answer.</summary>
    public static async Task<ChatMessageContent> GetChatMessageContentAsync(
        this IChatCompletionService chatCompletionService,
        ChatHistory chatHistory,
        PromptExecutionSettings? executionSettings = null,
        Kernel? kernel = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatCompletionService);
        return (await chatCompletionService.GetChatMessageContentsAsync(chatHistory, executionSettings, kernel, cancellationToken)).Single();
    }

    /// <summary>Asks with a prompt and gives the answer piece by piece.</summary>
    public static IAsyncEnumerable<StreamingChatMessageContent> GetStreamingChatMessageContentsAsync(
        this IChatCompletionService chatCompletionService,
        string prompt,
        PromptExecutionSettings? executionSettings = null,
        Kernel? kernel = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chatCompletionService);
        return chatCompletionService.GetStreamingChatMessageContentsAsync(ChatPromptParser.Parse(prompt), executionSettings, kernel, cancellationToken);
    }

    /// <summary>The service as a chat client; calls that the model asks for are left to the caller.</summary>
    public static IChatClient AsChatClient(this IChatCompletionService service)
    {
        ArgumentNullException.ThrowIfNull(service);
        return service as IChatClient ?? new ChatCompletionServiceChatClient(service);
    }
}
