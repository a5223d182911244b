using Dapper;
using KernelHost.Knowledge.Chunking;
using Microsoft.Data.Sqlite;

namespace KernelHost.Knowledge.Index;

internal sealed partial class KnowledgeIndex
{
    /// <summary>What a generation lacks, oldest first: the texts that wait, and in one that is in the making those that serve, too.</summary>
    public IReadOnlyList<WaitingVersion> Waiting(Generation generation) => _file.Read(connection => Waiting(connection, null, generation)
        .Select(row => new WaitingVersion(row.Number, row.Document, row.Name, row.ContentType, row.Characters)).ToArray());

    /// <summary>The text of a version; null when it was replaced or removed meanwhile.</summary>
    public string? SourceOf(WaitingVersion version) => _file.Read(connection =>
        connection.ExecuteScalar<byte[]?>("SELECT source FROM version WHERE number = @Number", new { version.Number }) is { } packed ? SourceText.Unpack(packed) : null);

    /// <summary>How many of these chunks a generation has already from an earlier attempt. What it has of another cut is taken out.</summary>
    public int Stored(Generation generation, WaitingVersion version, IReadOnlyList<Chunk> chunks) => _file.Write((connection, transaction) =>
    {
        if (!IsLive(generation))
        {
            return 0;
        }

        var rows = connection.Query<(long Number, long Start, string Text)>(
            $"SELECT number, start, text FROM {generation.Chunks} WHERE version = @Number ORDER BY number", new { version.Number }, transaction).AsList();
        if (rows.Count <= chunks.Count && rows.Index().All(row => row.Item.Number == row.Index && chunks[row.Index].Start == row.Item.Start && chunks[row.Index].Text == row.Item.Text))
        {
            return rows.Count;
        }

        connection.Execute($"DELETE FROM {generation.Chunks} WHERE version = @Number", new { version.Number }, transaction);
        return 0;
    });

    /// <summary>Keeps chunks. Those of a version show together, once its last one is there. Chunks of versions that are gone meanwhile are left out.</summary>
    /// <param name="whole">Versions whose chunks are all kept already.</param>
    public void Store(Generation generation, IReadOnlyList<NewChunk> chunks, IReadOnlyList<WaitingVersion> whole)
    {
        List<Action> afterwards = [];
        List<long> shown = [];
        try
        {
            _file.Write((connection, transaction) =>
            {
                if (IsLive(generation))
                {
                    Store(generation, connection, transaction, chunks);
                    foreach (var version in whole.Concat(chunks.Where(chunk => chunk.IsLast).Select(chunk => chunk.Version)))
                    {
                        shown.AddRange(Complete(generation, connection, transaction, version, afterwards));
                    }
                }

                return true;
            }, () => afterwards.ForEach(free => free()));
        }
        catch
        {
            shown.ForEach(slot => generation.Slots.Set(slot, SlotMap.Free));
            throw;
        }
    }

    /// <summary>A version cannot be taken into a generation; what its document had goes on. One that is whole stays.</summary>
    /// <param name="reason">For people.</param>
    public void Fail(Generation generation, WaitingVersion version, string reason) => _file.Write((connection, transaction) => IsLive(generation) && Exists(connection, transaction, version) && !IsComplete(connection, transaction, generation, version.Number)
        && connection.Execute(
            $"""
            DELETE FROM {generation.Chunks} WHERE version = @version;
            INSERT INTO indexed (generation, version, chunks, error) VALUES (@generation, @version, 0, @reason) ON CONFLICT DO NOTHING
            """, new { generation = generation.Number, version = version.Number, reason }, transaction) > 0);

    private bool IsLive(Generation generation) => generation == _serving || generation == _building;

    private static bool Exists(SqliteConnection connection, SqliteTransaction transaction, WaitingVersion version) =>
        connection.ExecuteScalar<long>("SELECT count(*) FROM version WHERE number = @Number", new { version.Number }, transaction) > 0;

    private static IEnumerable<WaitingRow> Waiting(SqliteConnection connection, SqliteTransaction? transaction, Generation generation) => connection.Query<WaitingRow>("""
        SELECT v.number AS Number, d.number AS Document, d.name AS Name, v.content_type AS ContentType, v.characters AS Characters
        FROM document d JOIN version v ON v.document = d.number
        LEFT JOIN indexed i ON i.generation = @Number AND i.version = v.number
        LEFT JOIN indexed p ON p.generation = @Number AND p.version = d.pending
        WHERE i.version IS NULL AND (v.number = d.pending OR (v.number = d.serving AND (d.pending IS NULL OR p.error IS NOT NULL)))
        ORDER BY v.number
        """, new { generation.Number }, transaction);

    private static void Store(Generation generation, SqliteConnection connection, SqliteTransaction transaction, IReadOnlyList<NewChunk> chunks)
    {
        var there = chunks.Select(chunk => chunk.Version).Distinct().Where(version => Exists(connection, transaction, version)).ToHashSet();
        var kept = chunks.Where(chunk => there.Contains(chunk.Version)).ToArray();
        var slots = generation.Take(kept.Length);
        WriteVectors(generation, connection, transaction, kept, slots);

        using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = $"INSERT INTO {generation.Chunks} (slot, version, number, start, heading, text) VALUES ($slot, $version, $number, $start, $heading, $text)";
        foreach (var name in new[] { "$slot", "$version", "$number", "$start", "$heading", "$text" })
        {
            insert.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        foreach (var (index, (version, chunk, _, _)) in kept.Index())
        {
            object[] values = [slots[index], version.Number, chunk.Number, chunk.Start, chunk.Heading, chunk.Text];
            foreach (var (at, value) in values.Index())
            {
                insert.Parameters[at].Value = value;
            }

            insert.ExecuteNonQuery();
        }
    }

    private static void WriteVectors(Generation generation, SqliteConnection connection, SqliteTransaction transaction, NewChunk[] chunks, long[] slots)
    {
        if (!generation.Settings.HasVectors || chunks.Length == 0)
        {
            return;
        }

        var length = chunks[0].Vector?.Length ?? throw new InvalidOperationException("A chunk of a generation with vectors has one.");
        connection.Execute("UPDATE generation SET dimensions = @length WHERE number = @Number AND dimensions IS NULL", new { length, generation.Number }, transaction);
        if (generation.Dimensions is null)
        {
            generation.Begin(length);
        }

        var rows = new float[chunks.Length * length];
        foreach (var (index, chunk) in chunks.Index())
        {
            chunk.Vector?.CopyTo(rows.AsSpan(index * length, length));
        }

        for (var (from, to) = (0, 1); from < slots.Length; from = to++)
        {
            while (to < slots.Length && slots[to] == slots[to - 1] + 1)
            {
                to++;
            }

            generation.Vectors?.Write(slots[from], rows.AsSpan(from * length, (to - from) * length));
        }

        generation.Vectors?.Flush();
    }

    /// <summary>Shows a version whose chunks are all there, in place of what its document had in this generation.</summary>
    private List<long> Complete(Generation generation, SqliteConnection connection, SqliteTransaction transaction, WaitingVersion version, List<Action> afterwards)
    {
        if (!Exists(connection, transaction, version))
        {
            return [];
        }

        var slots = connection.Query<long>($"SELECT slot FROM {generation.Chunks} WHERE version = @Number", new { version.Number }, transaction).AsList();
        connection.Execute(
            $"""
            INSERT INTO {generation.Words} (rowid, title, heading, text)
            SELECT c.slot, {TitleColumn}, c.heading, c.text FROM {generation.Chunks} c JOIN version v ON v.number = c.version JOIN document d ON d.number = v.document WHERE c.version = @version
            """, new { version = version.Number }, transaction);
        var earlier = connection.Query<long>(
            "SELECT v.number FROM version v LEFT JOIN indexed i ON i.generation = @Number AND i.version = v.number AND i.error IS NULL WHERE v.document = @Document AND v.number <> @version AND (@all OR i.version IS NOT NULL)",
            new { generation.Number, version.Document, version = version.Number, all = generation == _serving }, transaction).AsList();
        foreach (var other in earlier)
        {
            if (generation == _serving)
            {
                RemoveVersion(connection, transaction, other, afterwards);
            }
            else
            {
                RemoveFrom(generation, connection, transaction, other, afterwards);
            }
        }

        connection.Execute("INSERT INTO indexed (generation, version, chunks) VALUES (@generation, @version, @chunks)", new { generation = generation.Number, version = version.Number, chunks = slots.Count }, transaction);
        if (generation == _serving)
        {
            connection.Execute(
                "UPDATE document SET serving = @Number, pending = nullif(pending, @Number), updated = @now WHERE number = @Document",
                new { version.Number, version.Document, now = _time.GetUtcNow().ToUnixTimeMilliseconds() }, transaction);
        }

        // Before it is committed: whoever finds a slot whose row is not there yet passes over it, but nobody misses both the old text and the new.
        slots.ForEach(slot => generation.Slots.Set(slot, (int)version.Document));
        return slots;
    }

    private sealed class WaitingRow
    {
        public long Number { get; init; }

        public long Document { get; init; }

        public string Name { get; init; } = "";

        public string ContentType { get; init; } = "";

        public long Characters { get; init; }
    }
}
