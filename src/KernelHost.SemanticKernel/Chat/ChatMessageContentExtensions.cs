using Microsoft.Extensions.AI;
using AI = Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>Our messages as those of chat clients.</summary>
public static class ChatMessageContentExtensions
{
    /// <summary>The message with its pieces; pieces that chat clients do not know are left out.</summary>
    public static ChatMessage ToChatMessage(this ChatMessageContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new(content.Role.Label is { } role ? new ChatRole(role) : ChatRole.User, [.. content.Items.Select(ToAIContent).OfType<AIContent>()])
        {
            AuthorName = content.AuthorName,
            AdditionalProperties = content.Metadata is null ? null : new(content.Metadata),
            RawRepresentation = content.InnerContent,
        };
    }

    private static AIContent? ToAIContent(KernelContent item)
    {
        AIContent? mapped = item switch
        {
            TextContent text => new AI.TextContent(text.Text),
            ImageContent image => Binary(image, "image/*"),
            AudioContent audio => Binary(audio, "audio/*"),
            BinaryContent binary => Binary(binary, "application/octet-stream"),
            FunctionCallContent call => new AI.FunctionCallContent(call.Id ?? "", call.FunctionName, call.Arguments),
            FunctionResultContent result => new AI.FunctionResultContent(result.CallId ?? "", result.Result),
            _ => null,
        };
        if (mapped is not null)
        {
            mapped.RawRepresentation = item.InnerContent;
            mapped.AdditionalProperties = item.Metadata is null ? null : new(item.Metadata);
        }

        return mapped;
    }

    private static AIContent? Binary(BinaryContent content, string unknownType) =>
        content.DataUri is { } data ? new DataContent(data, content.MimeType)
        : content.Uri is { } uri ? new UriContent(uri, content.MimeType ?? unknownType)
        : null;
}
