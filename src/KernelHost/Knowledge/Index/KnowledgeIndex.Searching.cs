using Dapper;
using KernelHost.Knowledge.Search;
using Microsoft.Data.Sqlite;

namespace KernelHost.Knowledge.Index;

internal sealed partial class KnowledgeIndex
{
    /// <summary>Of each ranking so many enter the fusion at least.</summary>
    private const int LeastCandidates = 100;

    /// <summary>What fits a question best, best first. Waits for no writer.</summary>
    public IReadOnlyList<FoundChunk> Search(IndexQuery query, CancellationToken cancellationToken)
    {
        while (true)
        {
            var generation = _serving;
            var allowed = query.Filter is { } filter ? Allowed(filter) : null;
            var vector = Vectors(generation, query, allowed, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();

            // Vectors first, words and rows by one look at the file afterwards: what was found is there, or was replaced by what the words find.
            if (_file.Read(connection => Search(connection, generation, query, vector, allowed)) is { } found)
            {
                return found;
            }
        }
    }

    private static int Candidates(IndexQuery query) => Math.Max(LeastCandidates, 5 * query.Most);

    private static ScoredSlot[] Vectors(Generation generation, IndexQuery query, IReadOnlySet<int>? allowed, CancellationToken cancellationToken)
    {
        if (query.Vector is not { } question || generation.Dimensions != question.Length)
        {
            return [];
        }

        using var vectors = generation.Vectors?.Rent();
        return vectors is null ? [] : VectorScan.Best(vectors, generation.Slots, question, Candidates(query), allowed, cancellationToken);
    }

    /// <returns>Null when the generation has stopped serving meanwhile.</returns>
    private static List<FoundChunk>? Search(SqliteConnection connection, Generation generation, IndexQuery query, ScoredSlot[] vector, IReadOnlySet<int>? allowed)
    {
        if (connection.ExecuteScalar<long>("SELECT count(*) FROM generation WHERE number = @Number AND serving", new { generation.Number }) == 0)
        {
            return null;
        }

        var lexical = query.Words ? Lexical(connection, generation, query, allowed) : [];
        var ranking = query switch
        {
            { Words: true, Vector: not null } => Fusion.Fuse(lexical, vector, Fusion.LexicalWeight(generation.Settings.Model)),
            { Words: true } => lexical,
            _ => vector,
        };
        var (byWords, byVector) = (lexical.ToDictionary(one => one.Slot, one => one.Score), vector.ToDictionary(one => one.Slot, one => one.Score));
        var found = new List<FoundChunk>(query.Most);
        foreach (var (slot, score) in ranking.TakeWhile(one => found.Count < query.Most && !(one.Score < query.Threshold)))
        {
            if (Row(connection, generation, slot) is { } row)
            {
                found.Add(new(row.Id, row.Name, (int)row.Number, (int)row.Start, row.Heading, row.Text, score,
                    byWords.TryGetValue(slot, out var words) ? words : null, byVector.TryGetValue(slot, out var cosine) ? cosine : null));
            }
        }

        return found;
    }

    private static ScoredSlot[] Lexical(SqliteConnection connection, Generation generation, IndexQuery query, IReadOnlySet<int>? allowed)
    {
        if (LexicalQuery.Of(query.Text) is not { } words)
        {
            return [];
        }

        // FTS5's rank is its BM25, the lower the better. What is not allowed is passed over while reading, so a filter never leaves less than there is.
        var found = connection.Query<(long Slot, double Score)>(
            $"SELECT rowid, -rank FROM {generation.Words} WHERE {generation.Words} MATCH @words ORDER BY rank" + (allowed is null ? " LIMIT @most" : ""),
            new { words, most = Candidates(query) }, buffered: false);
        var documents = generation.Slots;
        return [.. found.Where(one => allowed?.Contains(documents.Documents[(int)one.Slot]) is not false).Take(Candidates(query)).Select(one => new ScoredSlot(one.Slot, one.Score))];
    }

    private HashSet<int> Allowed(DocumentFilter filter) => _file.Read(connection => connection
        .Query<(long Number, string Id, string Name, string Metadata)>("SELECT d.number, d.id, d.name, v.metadata FROM document d JOIN version v ON v.number = d.serving", buffered: false)
        .Where(row => filter.Fits(row.Id, row.Name, row.Metadata)).Select(row => (int)row.Number).ToHashSet());

    private static FoundRow? Row(SqliteConnection connection, Generation generation, long slot) => connection.QueryFirstOrDefault<FoundRow>(
        $"""
        SELECT d.id, d.name, c.number, c.start, c.heading, c.text FROM {generation.Chunks} c
        JOIN indexed i ON i.generation = @Number AND i.version = c.version AND i.error IS NULL
        JOIN version v ON v.number = c.version JOIN document d ON d.number = v.document WHERE c.slot = @slot
        """, new { generation.Number, slot });

    private sealed class FoundRow
    {
        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public long Number { get; init; }

        public long Start { get; init; }

        public string Heading { get; init; } = "";

        public string Text { get; init; } = "";
    }
}
