using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Parsers.Inlines;
using Markdig.Syntax;

namespace KernelHost.Knowledge.Text;

/// <summary>Markdown stays as it was written, so that positions are those of the file and models see its lists and code; Markdig tells where its blocks are.</summary>
internal static partial class MarkdownText
{
    /// <summary>A heading is a few words; what follows these is no part of its label.</summary>
    private const int LongestLabel = 300;

    private static readonly MarkdownPipeline Pipeline = BlocksOnly();

    public static ExtractedText Extract(string text)
    {
        var document = Parse(text);

        // Definitions of links stand together at one place in the tree; in the text they belong to the block they follow.
        var parts = document.Where(block => block is not LinkReferenceDefinitionGroup).OrderBy(block => block.Span.Start).ToArray();
        var blocks = ImmutableArray.CreateBuilder<TextBlock>(parts.Length);
        for (var at = 0; at < parts.Length; at++)
        {
            var end = at + 1 < parts.Length ? parts[at + 1].Span.Start : text.Length;
            Add(text, blocks, parts[at], Trimmed(text, Math.Min(at == 0 ? LeadOf(parts[0]) : parts[at].Span.Start, end), end));
        }

        if (parts.Length == 0)
        {
            return PlainText.Extract(text);
        }

        var all = blocks.DrainToImmutable();
        return new(text, all, FrontMatterTitle(text, document) ?? all.Where(block => block.Level == 1).Select(block => block.Label).FirstOrDefault());
    }

    private static MarkdownDocument Parse(string text)
    {
        try
        {
            return Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException failure)
        {
            throw new UnreadableDocumentException("The Markdown is nested too deeply to be read.", failure);
        }
    }

    // What stands before the first block belongs to it; front matter is about the text and no part of it.
    private static int LeadOf(Block first) => first is YamlFrontMatterBlock ? first.Span.Start : 0;

    private static void Add(string text, ImmutableArray<TextBlock>.Builder blocks, Block block, (int Start, int Length) span)
    {
        if (span.Length > 0 && block is not YamlFrontMatterBlock)
        {
            blocks.Add(block is HeadingBlock heading
                ? new(BlockKind.Heading, span.Start, span.Length, heading.Level, LabelOf(text, heading))
                : new(KindOf(block), span.Start, span.Length));
        }
    }

    private static (int Start, int Length) Trimmed(string text, int start, int end)
    {
        var part = text.AsSpan(start, end - start);
        var lead = part.Length - part.TrimStart().Length;
        return (start + lead, part.Trim().Length);
    }

    private static BlockKind KindOf(Block block) => block switch
    {
        ListBlock => BlockKind.List,
        CodeBlock => BlockKind.Code,
        _ => BlockKind.Paragraph,
    };

    private static string LabelOf(string text, HeadingBlock heading)
    {
        var line = text.AsSpan(heading.Span.Start, Math.Min(heading.Span.Length, LongestLabel)).Trim();
        var words = heading.IsSetext ? line[..Math.Max(0, line.LastIndexOf('\n'))] : line.Trim('#');
        return Marks().Replace(Link().Replace(words.ToString(), "$1"), "").Replace('\n', ' ').Trim();
    }

    // What stands inside of blocks is never looked at, and some of it is slow to read for whoever means it to be.
    private static MarkdownPipeline BlocksOnly()
    {
        var builder = new MarkdownPipelineBuilder().UsePreciseSourceLocation().UseYamlFrontMatter();
        builder.InlineParsers.Clear();
        builder.InlineParsers.Add(new LiteralInlineParser());
        return builder.Build();
    }

    private static string? FrontMatterTitle(string text, MarkdownDocument document)
    {
        if (document.Descendants<YamlFrontMatterBlock>().FirstOrDefault() is not { } matter)
        {
            return null;
        }

        foreach (var line in text.AsSpan(matter.Span.Start, matter.Span.Length).EnumerateLines())
        {
            if (line.StartsWith("title:", StringComparison.OrdinalIgnoreCase) && line[6..].Trim().Trim("\"'") is { IsEmpty: false } title)
            {
                return title.ToString();
            }
        }

        return null;
    }

    [GeneratedRegex(@"!?\[([^\[\]]*)\]\([^()]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[*`~\\]|(?<!\w)_+|_+(?!\w)")]
    private static partial Regex Marks();
}
