using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using AI = Microsoft.Extensions.AI;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Microsoft.SemanticKernel.Connectors.OpenAI;

/// <summary>What the OpenAI SDK answers as what a chat client does.</summary>
internal static class OpenAIAnswer
{
    public static ChatResponse ToResponse(global::OpenAI.Chat.ChatCompletion completion)
    {
        List<AIContent> contents =
        [
            .. completion.Content.Select(ToContent).OfType<AIContent>(),
            .. completion.ToolCalls.Select(call => ToCall(call.Id, call.FunctionName, call.FunctionArguments.ToString())),
        ];
        if (completion.Refusal is { Length: > 0 } refusal)
            contents.Add(new ErrorContent(refusal) { ErrorCode = nameof(completion.Refusal) });

        return new(new ChatMessage(ChatRole.Assistant, contents) { MessageId = completion.Id, RawRepresentation = completion })
        {
            ResponseId = completion.Id,
            ModelId = completion.Model,
            CreatedAt = completion.CreatedAt,
            FinishReason = ToReason(completion.FinishReason),
            Usage = ToUsage(completion.Usage),
            RawRepresentation = completion,
        };
    }

    public static ChatResponseUpdate ToUpdate(StreamingChatCompletionUpdate update, ChatRole? role)
    {
        List<AIContent> contents = [.. update.ContentUpdate.Select(ToContent).OfType<AIContent>()];
        if (update.RefusalUpdate is { Length: > 0 } refusal)
            contents.Add(new ErrorContent(refusal) { ErrorCode = "Refusal" });
        if (ToUsage(update.Usage) is { } usage)
            contents.Add(new UsageContent(usage));

        return new(update.Role is null ? role : ChatRole.Assistant, contents)
        {
            ResponseId = update.CompletionId,
            MessageId = update.CompletionId,
            ModelId = update.Model,
            CreatedAt = update.CreatedAt,
            FinishReason = update.FinishReason is { } reason ? ToReason(reason) : null,
            RawRepresentation = update,
        };
    }

    /// <summary>A call with its arguments; ones that are not a JSON object are told to whoever runs it.</summary>
    public static AI.FunctionCallContent ToCall(string id, string name, string arguments) =>
        AI.FunctionCallContent.CreateFromParsedArguments(arguments, id, name, static json =>
            string.IsNullOrWhiteSpace(json) ? [] : JsonSerializer.Deserialize<Dictionary<string, object?>>(json, AIJsonUtilities.DefaultOptions));

    private static AIContent? ToContent(ChatMessageContentPart part) =>
        part is { Kind: ChatMessageContentPartKind.Text, Text.Length: > 0 } ? new AI.TextContent(part.Text) : null;

    private static UsageDetails? ToUsage(ChatTokenUsage? usage) => usage is null ? null : new()
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
        CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount,
        ReasoningTokenCount = usage.OutputTokenDetails?.ReasoningTokenCount,
    };

    private static ChatFinishReason ToReason(global::OpenAI.Chat.ChatFinishReason reason) => reason switch
    {
        global::OpenAI.Chat.ChatFinishReason.Length => ChatFinishReason.Length,
        global::OpenAI.Chat.ChatFinishReason.ContentFilter => ChatFinishReason.ContentFilter,
        global::OpenAI.Chat.ChatFinishReason.ToolCalls or global::OpenAI.Chat.ChatFinishReason.FunctionCall => ChatFinishReason.ToolCalls,
        _ => ChatFinishReason.Stop,
    };
}
