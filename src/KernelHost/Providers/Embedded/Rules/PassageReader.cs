using System.Text.RegularExpressions;

namespace KernelHost.Providers.Embedded.Rules;

/// <param name="Source">How an answer cites it, such as <c>[2]</c> or <c>(guide.md)</c>; empty when the prompt gives it no name.</param>
internal sealed record Passage(string Source, string Text);

/// <summary>Text with numbered ("[1] …", "1. …") or named ("Source: guide.md", "### guide.md") passages to those passages.</summary>
internal static partial class PassageReader
{
    public static List<Passage> Parse(string text)
    {
        var marks = Mark().Matches(text);
        if (marks.Count == 0)
        {
            return [new("", text.Trim())];
        }

        var ends = marks.Skip(1).Select(next => next.Index).Append(text.Length);
        var passages = marks.Zip(ends, (mark, end) => new Passage(SourceOf(mark), text[(mark.Index + mark.Length)..end].Trim()));
        return [.. passages.Prepend(new("", text[..marks[0].Index].Trim())).Where(passage => passage.Text.Length > 0)];
    }

    private static string SourceOf(Match mark) =>
        mark.Groups["number"].Success ? $"[{mark.Groups["number"].Value}]" : $"({mark.Groups["name"].Value.Trim()})";

    [GeneratedRegex(@"(?<=^|\n)[ \t]*(?:\[(?<number>\d{1,4})\]:?|(?<number>\d{1,4})[.)](?= )|(?:source|document|file|passage|from) *[:#]? *\[?(?<number>\d{1,4})\]?:?(?=\s)|(?:source|document|file) *: *(?<name>[^\n]{1,120})(?:\n|$)|#{1,4} +(?<name>[^\n]{1,120})\n|\[(?<name>[^\]\n]{1,120})\]:?)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mark();
}
