using System.Text.RegularExpressions;

namespace Classifier;

/// <summary>Chooses without a model: the label whose words the text has most of; the first one when none has any.</summary>
internal static partial class WordRule
{
    // A rule is never surer than a coin.
    private const double MostConfidence = 0.5;
    private const int StemLength = 5;

    public static Verdict Choose(IReadOnlyList<string> labels, string text, string reason)
    {
        var words = Stems(text);
        var (label, share) = labels.Select(label => (Label: label, Share: Overlap(label, words))).MaxBy(scored => scored.Share);
        return new(label, Math.Round(share * MostConfidence, 3), reason);
    }

    private static double Overlap(string label, HashSet<string> words)
    {
        var own = Stems(label);
        return own.Count == 0 ? 0 : (double)own.Count(words.Contains) / own.Count;
    }

    // Cutting words short lets "refunds" meet "refund" without knowing the language.
    private static HashSet<string> Stems(string text) =>
        [.. Word().Matches(text).Select(match => match.Value.ToLowerInvariant()).Select(word => word[..Math.Min(StemLength, word.Length)])];

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();
}
