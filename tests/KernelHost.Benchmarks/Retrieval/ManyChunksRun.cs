using System.Diagnostics;
using KernelHost.Knowledge.Chunking;
using KernelHost.Knowledge.Index;
using KernelHost.Knowledge.Indexing;
using KernelHost.Knowledge.Text;

namespace KernelHost.Benchmarks.Retrieval;

/// <summary>A knowledge base of very many chunks with vectors of 384 dimensions, drawn at random: ingest rate, memory, time per query.</summary>
internal static class ManyChunksRun
{
    private const int Dimensions = 384;
    private const int PartsPerDocument = 1000;
    private const int Queries = 50;

    public static async Task RunAsync(int chunks)
    {
        var folder = Directory.CreateTempSubdirectory("retrieval");
        try
        {
            var random = new Random(1);
            var path = Path.Combine(folder.FullName, "many.db");
            var settings = new IndexSettings("random/vectors", new ChunkingSettings(ChunkingSettings.Least, 0));
            using (var index = new KnowledgeIndex(path, settings, TimeProvider.System))
            {
                var started = Stopwatch.GetTimestamp();
                await FillAsync(index, chunks, random);
                var took = Stopwatch.GetElapsedTime(started);
                Console.WriteLine(FormattableString.Invariant($"{index.Totals().Chunks} chunks kept in {took.TotalSeconds:0} s: {index.Totals().Chunks / took.TotalSeconds:0} a second"));
            }

            Console.WriteLine(FormattableString.Invariant($"{folder.EnumerateFiles().Sum(file => file.Length) / 1048576.0:0} MB on disk, of it {folder.EnumerateFiles("*.vec").Sum(file => file.Length) / 1048576.0:0} MB of vectors"));
            Measure(path, settings, random);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Measure(string path, IndexSettings settings, Random random)
    {
        var opening = Stopwatch.GetTimestamp();
        using var index = new KnowledgeIndex(path, settings, TimeProvider.System);
        Console.WriteLine(FormattableString.Invariant($"opened in {Stopwatch.GetElapsedTime(opening).TotalSeconds:0.0} s"));
        foreach (var (name, words) in new[] { ("vector", false), ("hybrid", true) })
        {
            List<double> times = [];
            for (var at = 0; at < Queries; at++)
            {
                var vector = UnitVector.Of("random", Vector(random));
                var started = Stopwatch.GetTimestamp();
                index.Search(new(Word(random) + " " + Word(random) + " " + Word(random), vector, words, 10), CancellationToken.None);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            Console.WriteLine(FormattableString.Invariant($"{name,-8} first {times[0]:0} ms, p50 {times.Order().ElementAt(Queries / 2):0} ms, p99 {times.Order().ElementAt(Queries * 99 / 100):0} ms"));
        }

        GC.Collect();
        Console.WriteLine(FormattableString.Invariant($"memory: {GC.GetTotalMemory(false) / 1048576.0:0} MB managed, {Environment.WorkingSet / 1048576.0:0} MB in all, the mapped vectors included"));
    }

    private static async Task FillAsync(KnowledgeIndex index, int chunks, Random random)
    {
        for (var from = 0; from < chunks; from += PartsPerDocument)
        {
            var text = string.Join("\n\n", Enumerable.Range(0, Math.Min(PartsPerDocument, chunks - from)).Select(_ => $"# {Word(random)}\n\n" + string.Join(' ', Enumerable.Range(0, 12).Select(_ => Word(random)))));
            index.Put([new($"document {from}", ContentTypes.Markdown, null, "{}", text, text.Length)]);
            await new Indexer(index, index.Serving, new RandomEmbedder(random)).RunAsync(index.Waiting(index.Serving), CancellationToken.None);
        }
    }

    // Of fifty thousand words, some far more frequent than others, as in a language.
    private static string Word(Random random) => $"w{(int)Math.Pow(50_000, random.NextDouble())}";

    private static float[] Vector(Random random)
    {
        var vector = new float[Dimensions];
        foreach (ref var value in vector.AsSpan())
        {
            value = random.NextSingle() - 0.5f;
        }

        return vector;
    }

    private sealed class RandomEmbedder(Random random) : IPassageEmbedder
    {
        public Task<IReadOnlyList<float[]>> EmbedAsync(string model, IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<float[]>>([.. texts.Select(_ => Vector(random))]);
    }
}
