namespace KernelHost.Providers.Embedded.Text;

/// <summary>BM25 (k1 = 1.2, b = 0.75) over a handful of short texts: how well each fits a query's key words.</summary>
internal sealed class LexicalScorer
{
    private const double K1 = 1.2;
    private const double B = 0.75;

    private readonly List<Dictionary<string, int>> _counts;
    private readonly int[] _lengths;
    private readonly double _averageLength;
    private readonly Dictionary<string, int> _holders = [];

    public LexicalScorer(IEnumerable<string> texts)
    {
        _counts = [.. texts.Select(text => Words.Keys(text).CountBy(word => word).ToDictionary())];
        _lengths = [.. _counts.Select(counts => counts.Values.Sum())];
        _averageLength = Math.Max(1, _lengths.DefaultIfEmpty().Average());
        foreach (var word in _counts.SelectMany(counts => counts.Keys))
        {
            _holders[word] = _holders.GetValueOrDefault(word) + 1;
        }
    }

    public int Count => _counts.Count;

    /// <summary>The score of one text for a query; 0 when they share no word.</summary>
    public double Score(IEnumerable<string> queryKeys, int index) =>
        queryKeys.Distinct().Sum(word => Weight(word, index));

    /// <summary>Indexes of the texts that share a word with the query, best first, earlier first among equals.</summary>
    public List<(int Index, double Score)> Rank(IReadOnlyCollection<string> queryKeys) =>
        [.. Enumerable.Range(0, Count)
            .Select(index => (Index: index, Score: Score(queryKeys, index)))
            .Where(hit => hit.Score > 0)
            .OrderByDescending(hit => hit.Score)
            .ThenBy(hit => hit.Index)];

    private double Weight(string word, int index)
    {
        if (!_counts[index].TryGetValue(word, out var count))
        {
            return 0;
        }

        var holders = _holders[word];
        var idf = Math.Log(1 + ((Count - holders + 0.5) / (holders + 0.5)));
        return idf * count * (K1 + 1) / (count + (K1 * (1 - B + (B * _lengths[index] / _averageLength))));
    }
}
