using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace KernelHost.Mcp;

/// <summary>A tool's result as a model gets it: text, and images where its server takes them from tools. What is neither is described. Immutable.</summary>
internal sealed record McpAnswer(string Text, IReadOnlyList<DataContent> Images, bool IsError)
{
    /// <param name="result">The protocol's own JSON.</param>
    public static McpAnswer Of(JsonElement result)
    {
        var read = (CallToolResult?)result.Deserialize(McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(CallToolResult))) ?? new();
        var texts = read.Content.Where(block => block is not ImageContentBlock).Select(Describe).ToArray();
        var text = texts.Length == 0 && read.StructuredContent is { } structured ? structured.GetRawText() : string.Join('\n', texts);
        return new(text, [.. read.Content.OfType<ImageContentBlock>().Select(image => new DataContent(image.DecodedData, image.MimeType))], read.IsError is true);
    }

    private static string Describe(ContentBlock block) => block switch
    {
        TextContentBlock text => text.Text,
        AudioContentBlock audio => $"[a sound, {audio.MimeType}, {audio.DecodedData.Length} bytes]",
        ResourceLinkBlock link => $"[a resource: {link.Name}, {link.Uri}]",
        EmbeddedResourceBlock { Resource: TextResourceContents text } => text.Text,
        EmbeddedResourceBlock { Resource: { } other } => $"[a resource: {other.Uri}, {other.MimeType}]",
        _ => $"[{block.Type}]",
    };
}
