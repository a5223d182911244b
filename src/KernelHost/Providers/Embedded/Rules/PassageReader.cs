using System.Text.RegularExpressions;
using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Providers.Embedded.Rules;

/// <param name="Source">How an answer cites it, such as <c>[2]</c> or <c>(guide.md)</c>; empty when the prompt gives it no name.</param>
internal sealed record Passage(string Source, string Text);

/// <summary>Passages in elements, as knowledge bases give them; else text with numbered ("[1] …", "1. …") or named ("Source: guide.md", "### guide.md") passages to those passages.</summary>
internal static partial class PassageReader
{
    public static List<Passage> Parse(string text)
    {
        if (Element().Matches(text) is { Count: > 0 } elements)
        {
            var next = elements.Skip(1).Select(element => element.Index).Append(text.Length);
            return [.. elements.Zip(next, (element, end) => new Passage($"[{element.Groups["number"].Value}]", Prose.Of(Inside(text[(element.Index + element.Length)..end]))))];
        }

        var marks = Mark().Matches(text);
        if (marks.Count == 0)
        {
            return [new("", text.Trim())];
        }

        var ends = marks.Skip(1).Select(next => next.Index).Append(text.Length);
        var passages = marks.Zip(ends, (mark, end) => new Passage(SourceOf(mark), text[(mark.Index + mark.Length)..end].Trim()));
        return [.. passages.Prepend(new("", text[..marks[0].Index].Trim())).Where(passage => passage.Text.Length > 0)];
    }

    private static string Inside(string element) =>
        element.IndexOf("</passage>", StringComparison.OrdinalIgnoreCase) is >= 0 and var end ? element[..end] : element;

    private static string SourceOf(Match mark) =>
        mark.Groups["number"].Success ? $"[{mark.Groups["number"].Value}]" : $"({mark.Groups["name"].Value.Trim()})";

    [GeneratedRegex(@"<passage number=""(?<number>\d{1,4})""[^\n]*>(?=\n)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Element();

    [GeneratedRegex(@"(?<=^|\n)[ \t]*(?:\[(?<number>\d{1,4})\]:?|(?<number>\d{1,4})[.)](?= )|(?:source|document|file|passage|from) *[:#]? *\[?(?<number>\d{1,4})\]?:?(?=\s)|(?:source|document|file) *: *(?<name>[^\n]{1,120})(?:\n|$)|#{1,4} +(?<name>[^\n]{1,120})\n|\[(?<name>[^\]\n]{1,120})\]:?)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mark();
}
