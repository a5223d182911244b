using System.Text.Json;
using Microsoft.Extensions.AI;
using AI = Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>Our pieces of messages as those of chat clients.</summary>
public static class StreamingChatMessageContentExtensions
{
    /// <summary>The piece with its parts; parts that chat clients do not know are left out.</summary>
    public static ChatResponseUpdate ToChatResponseUpdate(this StreamingChatMessageContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new(content.Role is { } role ? new ChatRole(role.Label) : null, [.. content.Items.Select(ToAIContent).OfType<AIContent>()])
        {
            AuthorName = content.AuthorName,
            ModelId = content.ModelId,
            AdditionalProperties = content.Metadata is null ? null : new(content.Metadata),
            RawRepresentation = content.InnerContent,
        };
    }

    private static AIContent? ToAIContent(StreamingKernelContent part) => part switch
    {
        StreamingTextContent text => new AI.TextContent(text.Text),
        StreamingFunctionCallUpdateContent call => new AI.FunctionCallContent(call.CallId ?? "", call.Name ?? "", Arguments(call.Arguments)),
        _ => null,
    };

    private static Dictionary<string, object?>? Arguments(string? json) =>
        string.IsNullOrWhiteSpace(json) ? null : JsonSerializer.Deserialize<Dictionary<string, object?>>(json, AIJsonUtilities.DefaultOptions);
}
