using Dapper;
using Microsoft.Data.Sqlite;

namespace KernelHost.Knowledge.Index;

/// <summary>
/// The contents of one knowledge base while it is open: documents, and the generations they are indexed in. Everything here blocks on files, so callers are workers. Thread-safe; a search sees
/// what is committed and waits for nobody.
/// </summary>
internal sealed partial class KnowledgeIndex : IDisposable
{
    private readonly KnowledgeFile _file;
    private readonly TimeProvider _time;
    private const int SmallShrink = 2048;   // of 4 KiB
    private const int WholeShrink = int.MaxValue;

    private volatile Generation _serving;
    private volatile Generation? _building;

    /// <param name="path">Of its SQLite file; made when it is not there.</param>
    /// <param name="settings">Of the first generation of a new one; one that is there keeps what it has.</param>
    public KnowledgeIndex(string path, IndexSettings settings, TimeProvider time)
    {
        _time = time;
        _file = new(path);
        try
        {
            var generations = _file.Write((connection, transaction) => Load(connection, transaction, settings));
            _serving = generations.Single(one => one.IsServing).Generation;
            _building = generations.FirstOrDefault(one => !one.IsServing).Generation;
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>What searches use.</summary>
    public Generation Serving => _serving;

    /// <summary>What will take its place when every document is in it; null when nothing is in the making.</summary>
    public Generation? Building => _building;

    public void Dispose()
    {
        _serving.Dispose();
        _building?.Dispose();
        _file.Dispose();
    }

    private List<(bool IsServing, Generation Generation)> Load(SqliteConnection connection, SqliteTransaction transaction, IndexSettings settings)
    {
        var rows = connection.Query<GenerationRow>(
            "SELECT number, model, dimensions, max_tokens AS MaxTokens, overlap_tokens AS OverlapTokens, by_structure AS ByStructure, serving FROM generation", transaction: transaction).AsList();
        if (rows.Count == 0)
        {
            return [(true, Create(connection, transaction, settings, serving: true))];
        }

        return rows.ConvertAll(row => (row.Serving != 0, Open(connection, transaction, row)));
    }

    private Generation Open(SqliteConnection connection, SqliteTransaction transaction, GenerationRow row)
    {
        var generation = new Generation(row.Number, new(row.Model, new((int)row.MaxTokens, (int)row.OverlapTokens, row.ByStructure != 0)), (int?)row.Dimensions, _file.Location)
        {
            NextSlot = 1 + connection.ExecuteScalar<long>($"SELECT coalesce(max(slot), -1) FROM chunk_{row.Number}", transaction: transaction),
        };
        generation.Reuse(connection.Query<long>($"SELECT slot FROM chunk_{row.Number} ORDER BY slot", transaction: transaction, buffered: false));
        var complete = connection.Query<(long Slot, long Document)>($"""
            SELECT c.slot, v.document FROM chunk_{row.Number} c JOIN indexed i ON i.generation = {row.Number} AND i.version = c.version AND i.error IS NULL
            JOIN version v ON v.number = c.version
            """, transaction: transaction, buffered: false);
        foreach (var (slot, document) in complete)
        {
            generation.Slots.Set(slot, (int)document);
        }

        return generation;
    }

    private Generation Create(SqliteConnection connection, SqliteTransaction transaction, IndexSettings settings, bool serving)
    {
        var number = connection.ExecuteScalar<long>(
            """
            INSERT INTO generation (model, max_tokens, overlap_tokens, by_structure, serving) VALUES (@Model, @MaxTokens, @OverlapTokens, @ByStructure, @serving);
            SELECT last_insert_rowid();
            """,
            new { settings.Model, settings.Chunking.MaxTokens, settings.Chunking.OverlapTokens, settings.Chunking.ByStructure, serving }, transaction);
        connection.Execute(KnowledgeFile.Script("generation").Replace("{g}", $"{number}", StringComparison.Ordinal), transaction: transaction);
        return new(number, settings, null, _file.Location);
    }

    private sealed class GenerationRow
    {
        public long Number { get; init; }

        public string Model { get; init; } = "";

        public long? Dimensions { get; init; }

        public long MaxTokens { get; init; }

        public long OverlapTokens { get; init; }

        public long ByStructure { get; init; }

        public long Serving { get; init; }
    }
}
