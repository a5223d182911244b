using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Providers.Embedded.Rules;

/// <param name="Label">What is answered when it is chosen.</param>
/// <param name="Description">What the prompt says about it.</param>
internal sealed record Option(string Label, string Description = "");

/// <param name="Confidence">From 1 ÷ number of options, when nothing speaks for any, towards 1.</param>
/// <param name="HasEvidence">Whether anything in the text speaks for it.</param>
internal sealed record Choice(Option Option, int Index, double Confidence, bool HasEvidence);

/// <summary>Which option fits a text best: its own words in the text, words near them, its description's words, and shared letter triples.</summary>
internal static class OptionChooser
{
    private const double OwnWord = 3;
    private const double NearWord = 2;
    private const double DescriptionWord = 1;
    private const double Triples = 0.5;
    private const double Hint = 0.3;

    public static Choice? Choose(string text, IReadOnlyList<Option> options) => Rank(text, options) is [var best, ..] ? best : null;

    /// <summary>All options, best first; the earlier one among equals, but "other" and its like before the rest when nothing speaks for any.</summary>
    public static List<Choice> Rank(string text, IReadOnlyList<Option> options)
    {
        var words = Words.Of(text).Select(Words.Stem).ToHashSet();
        var triples = LetterTriples(text);
        var scores = options.Select(option => Score(option, words, triples)).ToList();
        var undecided = scores.All(score => score < Hint);

        // Every option starts with some belief, so that one weak hint does not look like certainty.
        return [.. options
            .Select((option, index) => new Choice(option, index, (scores[index] + 1) / (scores.Sum() + options.Count), scores[index] >= Hint))
            .OrderByDescending(choice => undecided && IsFallback(choice.Option))
            .ThenByDescending(choice => choice.Confidence)
            .ThenBy(choice => choice.Index)];
    }

    private static double Score(Option option, HashSet<string> words, HashSet<string> triples)
    {
        var own = LabelWords(option.Label);
        var near = own.SelectMany(Lexicon.Near).Distinct().Except(own).Count(words.Contains);
        var described = Words.Keys(option.Description).Distinct().Except(own).Count(words.Contains);
        var shared = LetterTriples(option.Label) is { Count: > 0 } letters ? (double)letters.Count(triples.Contains) / letters.Count : 0;
        return (OwnWord * own.Count(words.Contains)) + (NearWord * near) + (DescriptionWord * described) + (Triples * shared);
    }

    // image_request and ImageRequest are words too.
    private static List<string> LabelWords(string label) => [.. Words.Keys(Naming.ToWords(label)).Distinct()];

    private static bool IsFallback(Option option) =>
        option.Label.ToLowerInvariant() is "other" or "none" or "unknown" or "general" or "neutral" or "others" or "misc" or "none of the above";

    private static HashSet<string> LetterTriples(string text) =>
        [.. Words.Of(text).Where(word => word.Length > 3).SelectMany(word => Enumerable.Range(0, word.Length - 2).Select(start => word.Substring(start, 3)))];
}
