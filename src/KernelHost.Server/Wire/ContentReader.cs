using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>The member <c>content</c> of a message: a string, or parts.</summary>
internal static class ContentReader
{
    public static IList<AIContent> Read(WireValue content) => content.Kind switch
    {
        JsonValueKind.String => [new TextContent(content.Text())],
        JsonValueKind.Array => [.. content.Items().Select(Part)],
        _ => throw content.Expected("a string or an array of parts"),
    };

    /// <summary>What a tool answered is text, in one piece or several: a string, or, where a piece has something beside it, a list of text contents.</summary>
    public static object ReadResult(WireValue content) => content.Kind switch
    {
        JsonValueKind.String => content.Text(),
        JsonValueKind.Array => Joined([.. content.Items().Select(TextPart)]),
        _ => throw content.Expected("a string or an array of text parts"),
    };

    private static object Joined(AIContent[] parts) => Array.TrueForAll(parts, part => part.AdditionalProperties is null) ? string.Concat(parts.AsEnumerable()) : parts;

    private static AIContent TextPart(WireValue part) => part.Object()["type"].Text() == "text"
        ? Part(part)
        : throw part["type"].Invalid("must be text: a tool message holds text only.");

    private static AIContent Part(WireValue part)
    {
        var type = part.Object()["type"].NonEmptyText();
        var content = type switch
        {
            "text" => new TextContent(part["text"].Text()),
            "refusal" => Refusals.Create(part["refusal"].Text()),
            "image_url" => MediaReader.Image(part["image_url"]),
            "input_audio" => MediaReader.Audio(part["input_audio"].Object()),
            "file" => MediaReader.File(part["file"].Object()),
            _ => new AIContent { RawRepresentation = part.Json },
        };
        foreach (var (name, value) in content.RawRepresentation is null ? part.Json.Further(["type", type]) ?? [] : [])
            (content.AdditionalProperties ??= [])[name] = value;
        return content;
    }
}
