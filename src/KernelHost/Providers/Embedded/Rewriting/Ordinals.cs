using System.Text.RegularExpressions;

namespace KernelHost.Providers.Embedded.Rewriting;

/// <summary>"And the second one?": the second of what the last answer lists, else the second of what the last question asked of one.</summary>
internal static partial class Ordinals
{
    private static readonly string[] Counted = ["first", "second", "third", "fourth", "fifth"];

    /// <summary>The whole question; null when it counts nothing or there is nothing to count.</summary>
    public static string? Complete(string question, Conversation conversation)
    {
        if (conversation.Turns is not [.., var answer] || Counting().Match(question) is not { Success: true } match)
        {
            return null;
        }

        var ordinal = match.Groups[1].Value.ToLowerInvariant();
        if (Item(ListIn(answer), ordinal) is { } item)
        {
            return string.Concat(question.AsSpan(0, match.Index), item, question.AsSpan(match.Index + match.Length));
        }

        return Alone().IsMatch(question) && conversation.NewestFirst.FirstOrDefault(turn => turn.TrimEnd().EndsWith('?')) is { } last ? AskOf(ordinal, Text.Sentences.Of(last)[^1]) : null;
    }

    // "When does the first class start?" + "And the second one?" = "When does the second class start?"
    private static string? AskOf(string ordinal, string last) =>
        Ordinal().Match(last) is { Success: true } counted ? string.Concat(last.AsSpan(0, counted.Index), ordinal, last.AsSpan(counted.Index + counted.Length))
        : QuestionThing.In(last) is { } thing ? last.Replace(thing, $"the {ordinal} {thing[(thing.IndexOf(' ', StringComparison.Ordinal) + 1)..]}", StringComparison.OrdinalIgnoreCase)
        : null;

    private static string? Item(List<string> items, string ordinal) => ordinal switch
    {
        "last" or "latter" => items.Count > 1 ? items[^1] : null,
        "former" => items.Count > 1 ? items[0] : null,
        _ => items.ElementAtOrDefault(Array.IndexOf(Counted, ordinal)),
    };

    private static List<string> ListIn(string answer) =>
        Line().Matches(answer) is { Count: > 1 } lines ? [.. lines.Select(line => line.Groups[1].Value.Trim(' ', '.', ',', ';'))]
        : Sequence().Match(answer) is { Success: true } sequence ? [.. sequence.Groups["item"].Captures.Select(item => item.Value.Trim())]
        : [];

    [GeneratedRegex(@"\bthe (first|second|third|fourth|fifth|last|latter|former)(?: one\b|(?=\s*[?.!]*$))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Counting();

    [GeneratedRegex(@"^(?:(?:and|but|or) )?(?:(?:what|how) about )?the \w+(?: one)?\s*[?.!]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Alone();

    [GeneratedRegex(@"\b(?:first|second|third|fourth|fifth)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Ordinal();

    // A numbered or bulleted line, also where the lines were made one; of "Name: what it is" the name.
    [GeneratedRegex(@"(?:(?<=^|\n)[ \t]*-|(?<=^|\s)(?:[*•]|\d{1,2}[.)]))[ \t]+([^\n:–—]{1,80}?)(?=\s*(?:[:–—\n]|$)|\s(?:[*•]|\d{1,2}[.)])\s)", RegexOptions.CultureInvariant)]
    private static partial Regex Line();

    // "A, B and C"; of two, "A and B", each begins with an article, a capital or a quote.
    [GeneratedRegex(@"\b(?<item>[\w'’-]+(?: [\w'’-]+){0,3})(?:, (?!and |or )(?<item>[\w'’-]+(?: [\w'’-]+){0,3})){1,9},? (?:and|or) (?<item>[\w'’-]+(?: [\w'’-]+){0,3})|\b(?<item>(?:(?:[Tt]he|[Aa]n?) |(?=\p{Lu}))[\w'’-]+(?: [\w'’-]+){0,2}) (?:and|or) (?<item>(?:(?:the|an?) |(?=\p{Lu}))[\w'’-]+(?: [\w'’-]+){0,2})", RegexOptions.CultureInvariant)]
    private static partial Regex Sequence();
}
