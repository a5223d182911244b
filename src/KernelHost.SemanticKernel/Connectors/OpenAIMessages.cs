using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using AI = Microsoft.Extensions.AI;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

// The developer role is marked experimental in the SDK only.
#pragma warning disable OPENAI001

namespace Microsoft.SemanticKernel.Connectors.OpenAI;

/// <summary>A chat client's messages as the OpenAI SDK's.</summary>
internal static class OpenAIMessages
{
    public static IEnumerable<global::OpenAI.Chat.ChatMessage> From(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        if (!string.IsNullOrWhiteSpace(options?.Instructions))
            yield return new SystemChatMessage(options.Instructions);

        foreach (var message in messages.SelectMany(From))
            yield return message;
    }

    private static IEnumerable<global::OpenAI.Chat.ChatMessage> From(ChatMessage message) => message.Role.Value.ToUpperInvariant() switch
    {
        "SYSTEM" => [new SystemChatMessage(message.Text) { ParticipantName = message.AuthorName }],
        "DEVELOPER" => [new DeveloperChatMessage(message.Text) { ParticipantName = message.AuthorName }],
        "ASSISTANT" => [Assistant(message)],
        "TOOL" => message.Contents.OfType<AI.FunctionResultContent>().Select(result => new ToolChatMessage(result.CallId, ToText(result))),
        _ => [new UserChatMessage(Parts(message)) { ParticipantName = message.AuthorName }],
    };

    private static AssistantChatMessage Assistant(ChatMessage message)
    {
        ChatToolCall[] calls = [.. message.Contents.OfType<AI.FunctionCallContent>().Select(ToCall)];
        if (calls.Length == 0)
            return new(message.Text) { ParticipantName = message.AuthorName };

        var assistant = new AssistantChatMessage(calls) { ParticipantName = message.AuthorName };
        if (message.Text.Length > 0)
            assistant.Content.Add(ChatMessageContentPart.CreateTextPart(message.Text));

        return assistant;
    }

    private static ChatToolCall ToCall(AI.FunctionCallContent call) =>
        ChatToolCall.CreateFunctionToolCall(call.CallId, call.Name, BinaryData.FromObjectAsJson(call.Arguments ?? new Dictionary<string, object?>(), AIJsonUtilities.DefaultOptions));

    private static string ToText(AI.FunctionResultContent result) => result.Result switch
    {
        null => result.Exception?.Message ?? "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString() ?? "",
        KernelContent content => content.ToString() ?? "",
        var value => JsonSerializer.Serialize(value, AIJsonUtilities.DefaultOptions),
    };

    private static ChatMessageContentPart[] Parts(ChatMessage message)
    {
        ChatMessageContentPart[] parts = [.. message.Contents.Select(Part).OfType<ChatMessageContentPart>()];
        return parts.Length > 0 ? parts : [ChatMessageContentPart.CreateTextPart("")];
    }

    private static ChatMessageContentPart? Part(AIContent content) => content switch
    {
        AI.TextContent text => ChatMessageContentPart.CreateTextPart(text.Text),
        UriContent uri when uri.HasTopLevelMediaType("image") => ChatMessageContentPart.CreateImagePart(uri.Uri),
        DataContent data when data.HasTopLevelMediaType("image") => ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(data.Data), data.MediaType),
        _ => null,
    };
}
