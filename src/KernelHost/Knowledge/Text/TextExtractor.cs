namespace KernelHost.Knowledge.Text;

/// <summary>Documents to text with its structure. Pure: the same document gives the same text. May compute for long, so it belongs on a worker.</summary>
internal static class TextExtractor
{
    /// <param name="contentType">One of <see cref="ContentTypes"/>.</param>
    /// <exception cref="UnreadableDocumentException"/>
    public static ExtractedText Extract(string contentType, string source)
    {
        var text = Normalised(source);
        return contentType switch
        {
            ContentTypes.Markdown => MarkdownText.Extract(text),
            ContentTypes.Html => HtmlText.Extract(text),
            _ => PlainText.Extract(text),
        };
    }

    /// <summary>Line ends of one kind, no byte order mark, nothing that is not a character.</summary>
    private static string Normalised(string source)
    {
        var text = source.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace('\0', '\uFFFD');
        return text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? string.Concat(text.EnumerateRunes()) : text;   // halves of pairs become U+FFFD
    }
}

/// <summary>The document is not what it says it is. The message says what is wrong with it, without its words.</summary>
public sealed class UnreadableDocumentException(string message, Exception? inner = null) : Exception(message, inner);
