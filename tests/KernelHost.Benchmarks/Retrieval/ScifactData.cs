using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace KernelHost.Benchmarks.Retrieval;

internal sealed record ScifactText(string Id, string Text, string? Title = null);

/// <summary>SciFact in BEIR's form: abstracts, claims, and which abstracts bear on which claim.</summary>
/// <param name="Relevant">By claim, the ids of the abstracts.</param>
internal sealed record ScifactData(IReadOnlyList<ScifactText> Corpus, IReadOnlyList<ScifactText> Queries, IReadOnlyDictionary<string, HashSet<string>> Relevant)
{
    public static async Task<ScifactData> ReadAsync(string folder)
    {
        await using var packed = File.OpenRead(Path.Combine(folder, "corpus.jsonl.gz"));
        await using var corpus = new GZipStream(packed, CompressionMode.Decompress);
        await using var queries = File.OpenRead(Path.Combine(folder, "queries.jsonl"));
        var relevant = (await File.ReadAllLinesAsync(Path.Combine(folder, "qrels.tsv"))).Skip(1).Select(line => line.Split('\t'))
            .Where(row => row.Length == 3 && int.Parse(row[2], CultureInfo.InvariantCulture) > 0)
            .GroupBy(row => row[0], row => row[1]).ToDictionary(group => group.Key, group => group.ToHashSet());
        return new(await LinesAsync(corpus), await LinesAsync(queries), relevant);
    }

    /// <summary>Of the first ten of a ranking; relevance is yes or no.</summary>
    public double Ndcg(string query, IEnumerable<string> ranking)
    {
        var wanted = Relevant[query];
        var gained = ranking.Take(10).Index().Where(one => wanted.Contains(one.Item)).Sum(one => 1 / Math.Log2(one.Index + 2));
        return gained / Enumerable.Range(0, Math.Min(10, wanted.Count)).Sum(at => 1 / Math.Log2(at + 2));
    }

    private static async Task<List<ScifactText>> LinesAsync(Stream stream) =>
        await JsonSerializer.DeserializeAsyncEnumerable<ScifactText>(stream, topLevelValues: true, JsonSerializerOptions.Web).OfType<ScifactText>().ToListAsync();
}
