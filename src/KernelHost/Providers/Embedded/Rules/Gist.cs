using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Providers.Embedded.Rules;

/// <summary>The sentences that say most of what a text says, in the text's order: those with its frequent words, the opening ones ahead.</summary>
internal static class Gist
{
    /// <summary>Past this many sentences only the first are weighed, which keeps the work linear.</summary>
    private const int MaxSentences = 2_000;

    public static string Of(string text, int maxSentences)
    {
        var sentences = Sentences.Of(text).Distinct().Take(MaxSentences).ToList();
        if (sentences.Count <= maxSentences)
        {
            return string.Join(' ', sentences);
        }

        var frequency = Words.Keys(text).CountBy(word => word).ToDictionary();
        var best = sentences
            .Select((sentence, index) => (Sentence: sentence, Index: index, Score: Score(sentence, index, frequency)))
            .OrderByDescending(candidate => candidate.Score)
            .ThenBy(candidate => candidate.Index)
            .Take(maxSentences)
            .OrderBy(candidate => candidate.Index);
        return string.Join(' ', best.Select(candidate => candidate.Sentence));
    }

    private static double Score(string sentence, int index, Dictionary<string, int> frequency)
    {
        var words = Words.Keys(sentence);
        var weight = words.Distinct().Sum(word => frequency.GetValueOrDefault(word) - 1);
        return (weight + 1.0) / Math.Sqrt(words.Count + 4) * (index == 0 ? 1.5 : 1);
    }
}
