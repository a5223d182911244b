using System.Text.RegularExpressions;
using KernelHost.Providers.Embedded.Prompts;
using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Providers.Embedded.Rules;

/// <summary>Whether a text bears a statement or question out: yes if it holds more than half of its key words, or words near them.</summary>
internal static partial class YesNo
{
    // Words of the asking itself ("does the message ask …?") say nothing about the text.
    private static readonly HashSet<string> Asking =
        [.. Words.Keys("text message user request requests ask asks asking answer yes no true false question whether following statement reply respond mention mentions contain contains want wants should would")];

    /// <summary>What a prompt wants to know: its first question, or the first sentence of its instructions.</summary>
    public static string Asked(Prompt prompt)
    {
        var sentences = Sentences.Of(prompt.Question != prompt.Text ? prompt.Question : prompt.Instructions);
        return sentences.Find(sentence => sentence.EndsWith('?')) ?? sentences.FirstOrDefault("");
    }

    public static bool IsPair(string first, string second) =>
        (first.ToLowerInvariant(), second.ToLowerInvariant()) is ("yes", "no") or ("true", "false");

    public static bool Holds(string statement, string text)
    {
        var wanted = Wanted(statement);
        var telling = Sentences.Of(text).Select(sentence => (Sentence: sentence, Found: Found(wanted, sentence))).Where(part => part.Found.Count > 0).ToList();
        var found = telling.SelectMany(part => part.Found).Distinct().Count();
        return wanted.Count > 0 && found * 2 > wanted.Count
            && IsNegated(statement) == IsNegated(telling.MaxBy(part => part.Found.Count).Sentence);
    }

    /// <summary>From 0.5 to 1: how clearly the text decides it, whichever way.</summary>
    public static decimal Confidence(string statement, string text)
    {
        var wanted = Wanted(statement);
        return wanted.Count == 0 ? 0.5m : 0.5m + Math.Abs(((decimal)Found(wanted, text).Count / wanted.Count) - 0.5m);
    }

    // What stands in brackets explains; it does not add to what is asked.
    private static List<string> Wanted(string statement) =>
        [.. Words.Keys(Bracketed().Replace(statement, " ")).Distinct().Except(Asking)];

    private static List<string> Found(List<string> wanted, string sentence)
    {
        var words = Words.Of(sentence).Select(word => Words.Stem(Words.WithoutPossessive(word))).ToHashSet();
        return [.. wanted.Where(word => words.Contains(word) || Lexicon.Near(word).Any(words.Contains))];
    }

    private static bool IsNegated(string text) =>
        Words.Of(text).Any(word => word is "not" or "never" or "without" || word.EndsWith("n't", StringComparison.Ordinal));

    [GeneratedRegex(@"\([^()\n]{0,200}\)", RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed();
}
