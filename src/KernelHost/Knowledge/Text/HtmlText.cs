using System.Collections.Frozen;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace KernelHost.Knowledge.Text;

/// <summary>The words of a page, block by block, without what is not part of them: scripts, styles, navigation, footers, forms, what is hidden.</summary>
internal static partial class HtmlText
{
    /// <summary>Pages that people read are some dozens deep.</summary>
    private const int Deepest = 4096;

    private static readonly FrozenSet<string> LeftOut = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "script", "style", "nav", "footer", "aside", "noscript", "template", "svg", "math", "canvas", "iframe", "object", "form", "button", "select", "textarea", "dialog", "head");

    private static readonly FrozenSet<string> Apart = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "address", "article", "blockquote", "body", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "header", "hgroup", "hr", "html", "main", "p", "section", "summary");

    public static ExtractedText Extract(string html)
    {
        RequireShallow(html);
        using var document = new HtmlParser().ParseDocument(html);
        var writer = new HtmlBlockWriter();
        Walk(document.Body, writer);
        var (text, blocks) = writer.Finish();
        var title = document.Title is { Length: > 0 } stated ? stated : blocks.Where(block => block.Level == 1).Select(block => block.Label).FirstOrDefault();
        return new(text, blocks, title);
    }

    // Reading a page takes as long as it is long, and as it is deep: one that is nothing but open elements would take minutes.
    private static void RequireShallow(string html)
    {
        var depth = 0;
        foreach (var tag in Container().EnumerateMatches(html))
        {
            depth = html[tag.Index + 1] == '/' ? Math.Max(0, depth - 1) : depth + 1;
            if (depth > Deepest)
            {
                throw new UnreadableDocumentException($"The page opens more than {Deepest} elements without closing them.");
            }
        }
    }

    // No recursion: how deeply a page is nested is its author's choice.
    private static void Walk(INode? root, HtmlBlockWriter writer)
    {
        for (var node = root; node is not null;)
        {
            if (Enter(node, writer) && node.FirstChild is { } child)
            {
                node = child;
                continue;
            }

            while (node is not null && Leave(node, writer) && (node == root || node.NextSibling is null))
            {
                node = node == root ? null : node.Parent;
            }

            node = node?.NextSibling;
        }
    }

    /// <returns>Whether its children are part of the text.</returns>
    private static bool Enter(INode node, HtmlBlockWriter writer)
    {
        if (node is not IElement element)
        {
            if (node.NodeType == NodeType.Text)
            {
                writer.Write(node.NodeValue);
            }

            return false;
        }

        if (IsLeftOut(element))
        {
            return false;
        }

        switch (element.LocalName)
        {
            case "br": writer.Line(); break;
            case "pre": writer.Begin(BlockKind.Code); break;
            case "table": writer.Begin(BlockKind.Table); break;
            case "ul" or "ol" or "menu": writer.Begin(BlockKind.List); break;
            case "li": writer.Item(); break;
            case "tr": writer.Line(); break;
            case "td" or "th": writer.Cell(); break;
            case ['h', >= '1' and <= '6' and var level]: writer.BeginHeading(level - '0'); break;
            case var name when Apart.Contains(name): writer.Break(); break;
        }

        return true;
    }

    private static bool Leave(INode node, HtmlBlockWriter writer)
    {
        if (node is IElement element && !IsLeftOut(element))
        {
            switch (element.LocalName)
            {
                case "pre" or "table" or "ul" or "ol" or "menu": writer.End(); break;
                case ['h', >= '1' and <= '6']: writer.Break(); break;
                case var name when Apart.Contains(name): writer.Break(); break;
            }
        }

        return true;
    }

    private static bool IsLeftOut(IElement element) =>
        LeftOut.Contains(element.LocalName) || element.HasAttribute("hidden") || element.GetAttribute("aria-hidden") == "true" || element.GetAttribute("role") == "navigation";

    // Without those that need no end: a long list of open <li> is not deep.
    [GeneratedRegex(@"</?(?!(?:p|li|d[dt]|t[rdh]|thead|tbody|tfoot|option|br|hr|img|input|meta|link|wbr|area|base|col|embed|source|track|param)\b)[a-z]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Container();
}
