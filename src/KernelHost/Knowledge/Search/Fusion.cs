namespace KernelHost.Knowledge.Search;

/// <summary>
/// Two rankings made one by a normalised sum: the scores of each are scaled to 0…1 between its worst candidate and its best, and added by weight. A chunk that one of the two did not find has 0
/// there. On SciFact this measured better than reciprocal ranks, for which a weak ranking's first is as good as a strong one's.
/// </summary>
internal static class Fusion
{
    /// <summary>The embedded provider's vectors are of words and their parts: they mend spellings and endings, and are given no more say than that. Measured on SciFact.</summary>
    private const double BesideHashedWords = 0.9;

    private const double BesideMeaning = 0.5;

    /// <summary>The weight of the words; the rest is the vectors'.</summary>
    /// <param name="model"><c>provider/model</c> of the vectors.</param>
    public static double LexicalWeight(string model) => model.EndsWith("/hash-embedding", StringComparison.Ordinal) ? BesideHashedWords : BesideMeaning;

    public static ScoredSlot[] Fuse(IReadOnlyList<ScoredSlot> lexical, IReadOnlyList<ScoredSlot> vector, double lexicalWeight)
    {
        var scores = new Dictionary<long, double>(lexical.Count + vector.Count);
        Add(scores, lexical, lexicalWeight);
        Add(scores, vector, 1 - lexicalWeight);
        return [.. scores.Select(pair => new ScoredSlot(pair.Key, pair.Value)).OrderByDescending(one => one.Score).ThenBy(one => one.Slot)];
    }

    private static void Add(Dictionary<long, double> scores, IReadOnlyList<ScoredSlot> ranking, double weight)
    {
        if (ranking.Count == 0)
        {
            return;
        }

        var (worst, best) = (ranking[^1].Score, ranking[0].Score);
        foreach (var (slot, score) in ranking)
        {
            scores[slot] = scores.GetValueOrDefault(slot) + (weight * (best > worst ? (score - worst) / (best - worst) : 1));
        }
    }
}
