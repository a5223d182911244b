using System.Text.Json;
using Microsoft.Extensions.AI;
using AI = Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel.ChatCompletion;

/// <summary>Messages of a chat client as ours; the other direction is public, in <see cref="ChatMessageContentExtensions"/>.</summary>
internal static class ContentMapping
{
    public static List<ChatMessage> ToChatMessages(this ChatHistory history) => [.. history.Select(message => message.ToChatMessage())];

    public static ChatHistory ToChatHistory(this IEnumerable<ChatMessage> messages) => new(messages.Select(message => message.ToChatMessageContent()));

    public static ChatMessageContent ToChatMessageContent(this ChatMessage message, ChatResponse? response = null) =>
        new(
            new AuthorRole(message.Role.Value),
            [.. message.Contents.Select(content => ToContent(content, response)).OfType<KernelContent>()],
            response?.ModelId,
            response?.RawRepresentation ?? message.RawRepresentation,
            metadata: new AdditionalPropertiesDictionary(message.AdditionalProperties ?? []) { ["Usage"] = response?.Usage })
        {
            AuthorName = message.AuthorName,
        };

    public static StreamingChatMessageContent ToStreamingChatMessageContent(this ChatResponseUpdate update)
    {
        var piece = new StreamingChatMessageContent(
            update.Role is { } role ? new AuthorRole(role.Value) : null,
            content: null,
            update.RawRepresentation,
            modelId: update.ModelId,
            metadata: Metadata(update));
        foreach (var content in update.Contents)
        {
            if (ToPart(content) is not { } part)
                continue;

            part.InnerContent = content.RawRepresentation;
            part.ModelId = update.ModelId;
            piece.Items.Add(part);
        }

        return piece;
    }

    private static KernelContent? ToContent(AIContent content, ChatResponse? response)
    {
        KernelContent? mapped = content switch
        {
            AI.TextContent text => new TextContent(text.Text),
            DataContent data when data.HasTopLevelMediaType("image") => new ImageContent(data.Uri),
            DataContent data when data.HasTopLevelMediaType("audio") => new AudioContent(data.Uri),
            DataContent data => new BinaryContent(data.Uri),
            UriContent uri when uri.HasTopLevelMediaType("image") => new ImageContent(uri.Uri),
            UriContent uri when uri.HasTopLevelMediaType("audio") => new AudioContent(uri.Uri),
            UriContent uri => new BinaryContent(uri.Uri),
            AI.FunctionCallContent call => new FunctionCallContent(call.Name, id: call.CallId, arguments: call.Arguments is null ? null : new(call.Arguments)),
            AI.FunctionResultContent result => new FunctionResultContent(NameOf(result.CallId, response), callId: result.CallId, result: result.Result),
            _ => null,
        };
        if (mapped is not null)
        {
            mapped.Metadata = content.AdditionalProperties;
            mapped.InnerContent = content.RawRepresentation;
            mapped.ModelId = response?.ModelId;
        }

        return mapped;
    }

    private static StreamingKernelContent? ToPart(AIContent content) => content switch
    {
        AI.TextContent text => new StreamingTextContent(text.Text),
        AI.FunctionCallContent call => new StreamingFunctionCallUpdateContent(
            call.CallId, call.Name, call.Arguments is null ? null : JsonSerializer.Serialize(call.Arguments, AIJsonUtilities.DefaultOptions)),
        _ => null,
    };

    private static AdditionalPropertiesDictionary? Metadata(ChatResponseUpdate update) =>
        update.Contents.OfType<UsageContent>().LastOrDefault() is { } usage
            ? new AdditionalPropertiesDictionary(update.AdditionalProperties ?? []) { ["Usage"] = usage }
            : update.AdditionalProperties;

    private static string? NameOf(string callId, ChatResponse? response) =>
        response?.Messages.SelectMany(m => m.Contents).OfType<AI.FunctionCallContent>().FirstOrDefault(call => call.CallId == callId)?.Name;
}
