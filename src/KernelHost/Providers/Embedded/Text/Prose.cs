using System.Text;
using System.Text.RegularExpressions;

namespace KernelHost.Providers.Embedded.Text;

/// <summary>What a piece of Markdown says in sentences: no headings, code blocks or rulers, no marks of lists, lines that were only wrapped made whole.</summary>
internal static partial class Prose
{
    /// <summary>A line at least this long ended because the page did, not the sentence.</summary>
    private const int WrappedAt = 60;

    /// <returns>Paragraphs, items and rows, a line each; the text itself when nothing would be left of it.</returns>
    public static string Of(string markdown)
    {
        var said = new StringBuilder();
        var (inCode, open) = (false, false);
        foreach (var line in markdown.Split('\n').Select(line => line.Trim()))
        {
            if (Fence().IsMatch(line))
            {
                (inCode, open) = (!inCode, false);
            }
            else if (line.Length == 0 || inCode || Heading().IsMatch(line) || Ruler().IsMatch(line))
            {
                open = false;
            }
            else
            {
                var (text, begins) = Plain(line);
                said.Append(said.Length == 0 ? "" : open && !begins ? " " : "\n").Append(text);
                open = Goes(line);
            }
        }

        return said.Length == 0 ? markdown : said.ToString();
    }

    private static bool Goes(string line) => !IsRow(line) && line.Length >= WrappedAt;

    // Passages are cut: a row may have lost its beginning.
    private static bool IsRow(string line) => line.StartsWith('|') || line.EndsWith('|');

    private static (string Text, bool Begins) Plain(string line) => IsRow(line)
        ? (WithoutMarks(string.Join(", ", line.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))), true)
        : ListMark().Match(line) is { Success: true } mark ? (WithoutMarks(line[mark.Length..]), true)
        : (WithoutMarks(line), false);

    private static string WithoutMarks(string line) => Bold().Replace(Link().Replace(line, "$1"), "$1");

    [GeneratedRegex("^(?:```|~~~)", RegexOptions.CultureInvariant)]
    private static partial Regex Fence();

    [GeneratedRegex("^#{1,6}(?: |$)", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^[|:\-=*_\s]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Ruler();

    [GeneratedRegex(@"^(?:[-*+•]|\d{1,3}[.)])\s+", RegexOptions.CultureInvariant)]
    private static partial Regex ListMark();

    [GeneratedRegex(@"\*\*([^*]{1,200})\*\*", RegexOptions.CultureInvariant)]
    private static partial Regex Bold();

    [GeneratedRegex(@"\[([^\[\]]{1,200})\]\([^()\s]{1,300}\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
