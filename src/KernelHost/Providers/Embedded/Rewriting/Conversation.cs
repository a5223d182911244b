using System.Text.RegularExpressions;

namespace KernelHost.Providers.Embedded.Rewriting;

/// <summary>What was said before a question, oldest first, and the heading it stood under, if there was one.</summary>
internal sealed partial record Conversation(string? Heading, IReadOnlyList<string> Turns)
{
    private const int MaxHeadingWords = 9;
    private const int MaxHeadingLength = 120;

    public static Conversation Empty { get; } = new(null, []);

    /// <summary>The turns that say most about a question are the latest, newest first.</summary>
    public IEnumerable<string> NewestFirst => Turns.Reverse();

    /// <summary>A first line that is no sentence and no request is a heading, as in "Frank Zappa" before the first question about him.</summary>
    public static Conversation Of(IReadOnlyList<string> lines) => lines is [var first, ..] && IsHeading(first)
        ? new(WithoutQualifiers(first), [.. lines.Skip(1)])
        : new(null, lines);

    private static bool IsHeading(string line)
    {
        var trimmed = line.Trim();
        return trimmed.Length is > 0 and <= MaxHeadingLength
            && trimmed[^1] is not ('?' or '!' or ':')
            && (trimmed[^1] != '.' || trimmed.Count(c => c == ' ') < 2)
            && trimmed.Split(' ').Length <= MaxHeadingWords
            && (char.IsUpper(trimmed[0]) || !char.IsLetter(trimmed[0]))
            && !Request().IsMatch(trimmed);
    }

    private static string WithoutQualifiers(string heading)
    {
        var name = Qualifier().Replace(heading, "").Trim();
        return name.Length > 0 ? name : heading.Trim();
    }

    [GeneratedRegex(@"^(?:(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|i|we|you) (?-i:\p{Ll})|(?:who|whom|whose|which|what|when|where|why|how|i'm|tell|give|list|name|explain|describe|show|find|write|summari[sz]e|compare|translate|please|hello|hi|hey|thanks|ok|yes|no|let|say)\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Request();

    // "(film)", "(2005-06)" and ", 1st Duke of Wellington" tell namesakes apart; nobody says them.
    [GeneratedRegex(@"\s*\([^)]*\)|, \d+(?:st|nd|rd|th) .*", RegexOptions.CultureInvariant)]
    private static partial Regex Qualifier();
}
