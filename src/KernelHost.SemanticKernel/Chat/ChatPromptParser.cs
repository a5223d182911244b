using System.Net;
using System.Xml;
using System.Xml.Linq;

namespace Microsoft.SemanticKernel.ChatCompletion;

/// <summary>Reads a rendered prompt: <c>&lt;message role="…"&gt;</c> elements are messages, anything without them is one message of the user.</summary>
internal static class ChatPromptParser
{
    public static ChatHistory Parse(string prompt) =>
        ParseMessages(prompt) is { Count: > 0 } messages ? new(messages) : new(prompt, AuthorRole.User);

    private static List<ChatMessageContent> ParseMessages(string prompt)
    {
        if (!prompt.Contains("<message", StringComparison.OrdinalIgnoreCase) || !(prompt.Contains("</", StringComparison.Ordinal) || prompt.Contains("/>", StringComparison.Ordinal)))
            return [];

        try
        {
            var root = XElement.Parse($"<root>{prompt}</root>", LoadOptions.PreserveWhitespace);
            return [.. root.Elements().Where(e => Is(e, "message") && e.Attribute("role") is not null).Select(ToMessage)];
        }
        catch (XmlException)
        {
            return [];
        }
    }

    private static ChatMessageContent ToMessage(XElement element)
    {
        var role = new AuthorRole(element.Attribute("role")?.Value ?? "");
        KernelContent[] items = [.. element.Elements().Select(ToItem).OfType<KernelContent>()];
        return items switch
        {
            [] => new(role, Text(element)),
            [TextContent only] => new(role, only.Text),
            _ => new(role, [.. items]),
        };
    }

    private static KernelContent? ToItem(XElement element) => Text(element) is not { } content ? null
        : Is(element, "text") ? new TextContent(content)
        : Is(element, "image") ? Fill(new ImageContent(), content, element)
        : Is(element, "audio") ? Fill(new AudioContent(), content, element)
        : Is(element, "binary") ? Fill(new BinaryContent(), content, element)
        : null;

    private static BinaryContent Fill(BinaryContent item, string content, XElement element)
    {
        if (content.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            item.DataUri = content;
        }
        else
        {
            item.Uri = new Uri(content);
            item.MimeType = element.Attribute("mimetype")?.Value;
        }

        return item;
    }

    /// <summary>What stands in the element, markup included, or the CDATA section it starts with.</summary>
    private static string? Text(XElement element)
    {
        var first = element.Nodes().FirstOrDefault(n => n is not XText text || text is XCData || !string.IsNullOrWhiteSpace(text.Value));
        var content = (first is XCData ? element.Value : string.Concat(element.Nodes().Select(n => n.ToString(SaveOptions.DisableFormatting)))).Trim();
        return content.Length > 0 ? WebUtility.HtmlDecode(content) : null;
    }

    private static bool Is(XElement element, string name) => element.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase);
}
