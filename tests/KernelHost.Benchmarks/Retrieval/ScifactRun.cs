using System.Diagnostics;
using KernelHost.Knowledge.Chunking;
using KernelHost.Knowledge.Index;
using KernelHost.Knowledge.Indexing;
using KernelHost.Knowledge.Text;

namespace KernelHost.Benchmarks.Retrieval;

/// <summary>SciFact through a knowledge base as the server makes it: quality, index time, bytes on disk, time per query.</summary>
internal static class ScifactRun
{
    private const int Wanted = 30;   // chunks, of which ten documents are left

    public static async Task RunAsync(string data)
    {
        var scifact = await ScifactData.ReadAsync(Path.Combine(data, "scifact"));
        var folder = Directory.CreateTempSubdirectory("retrieval");
        try
        {
            var path = Path.Combine(folder.FullName, "scifact.db");
            var started = Stopwatch.GetTimestamp();
            using var index = new KnowledgeIndex(path, new(HashEmbedder.Model, new ChunkingSettings()), TimeProvider.System);
            await FillAsync(index, scifact.Corpus);
            var took = Stopwatch.GetElapsedTime(started);
            var bytes = folder.EnumerateFiles().Sum(file => file.Length);
            Console.WriteLine(FormattableString.Invariant(
                $"SciFact, {scifact.Corpus.Count} documents, {index.Totals().Chunks} chunks: indexed in {took.TotalSeconds:0.0} s, {bytes / 1048576.0:0.0} MB on disk"));
            Console.WriteLine($"{"",-10}{"nDCG@10",10}{"p50 ms",10}{"p99 ms",10}");
            foreach (var (name, words, vectors) in new[] { ("lexical", true, false), ("vector", false, true), ("hybrid", true, true) })
            {
                await MeasureAsync(name, words, vectors, index, scifact);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task FillAsync(KnowledgeIndex index, IReadOnlyList<ScifactText> corpus)
    {
        foreach (var part in corpus.Chunk(200))
        {
            index.Put([.. part.Select(text => new NewDocument(text.Id, ContentTypes.Plain, null, "{}", $"{text.Title}\n{text.Text}", text.Text.Length))]);
        }

        await new Indexer(index, index.Serving, new HashEmbedder()).RunAsync(index.Waiting(index.Serving), CancellationToken.None);
    }

    private static async Task MeasureAsync(string name, bool words, bool vectors, KnowledgeIndex index, ScifactData scifact)
    {
        await RankAsync(words, vectors, index, scifact);   // once unmeasured: what is compiled and read on the first call is nobody's query
        var (quality, times) = await RankAsync(words, vectors, index, scifact);
        times.Sort();
        Console.WriteLine(FormattableString.Invariant($"{name,-10}{quality,10:.0000}{times[times.Count / 2],10:0.00}{times[times.Count * 99 / 100],10:0.00}"));
    }

    private static async Task<(double Quality, List<double> Times)> RankAsync(bool words, bool vectors, KnowledgeIndex index, ScifactData scifact)
    {
        var (sum, times) = (0.0, new List<double>());
        foreach (var query in scifact.Queries)
        {
            var started = Stopwatch.GetTimestamp();
            var vector = vectors ? UnitVector.Of(HashEmbedder.Model, (await new HashEmbedder().EmbedAsync(HashEmbedder.Model, [query.Text], CancellationToken.None))[0]) : null;
            var found = index.Search(new(query.Text, vector, words, Wanted), CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            sum += scifact.Ndcg(query.Id, found.Select(hit => hit.Document).Distinct());
        }

        return (sum / scifact.Queries.Count, times);
    }
}
