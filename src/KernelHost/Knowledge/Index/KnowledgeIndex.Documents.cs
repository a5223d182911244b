using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;

namespace KernelHost.Knowledge.Index;

internal sealed partial class KnowledgeIndex
{
    private const string DocumentColumns = """
        d.number, d.id, d.name, d.created, d.updated, d.serving, d.pending, v.content_type AS ContentType, v.title, v.metadata, v.bytes, v.characters,
        coalesce(s.chunks, 0) AS Chunks, p.error AS Error
        FROM document d JOIN version v ON v.number = coalesce(d.pending, d.serving)
        LEFT JOIN indexed s ON s.generation = @generation AND s.version = d.serving
        LEFT JOIN indexed p ON p.generation = @generation AND p.version = coalesce(d.pending, d.serving)
        """;

    /// <summary>By the order they came in.</summary>
    /// <param name="past">The number that the page before ended with; 0 = from the beginning.</param>
    public IReadOnlyList<KnowledgeDocument> List(int limit, long past) => _file.Read(connection => connection
        .Query<DocumentRow>($"SELECT {DocumentColumns} WHERE d.number > @past ORDER BY d.number LIMIT @limit", new { generation = _serving.Number, past, limit })
        .Select(row => row.Document()).ToArray());

    public KnowledgeDocument? Find(string id) => _file.Read(connection => Find(connection, null, "id", id));

    public KnowledgeDocument? FindByName(string name) => _file.Read(connection => Find(connection, null, "name", name));

    /// <summary>Those that begin so, in their order. No sign of an id comes after "f".</summary>
    public IReadOnlyList<string> Ids(string beginning, int limit) => _file.Read(connection => connection
        .Query<string>("SELECT id FROM document WHERE id >= @beginning AND id < @beginning || 'g' ORDER BY id LIMIT @limit", new { beginning, limit }).AsList());

    /// <summary>The source of what is served, or of what waits when nothing is yet.</summary>
    public (string ContentType, string Source)? Source(string id) => _file.Read(connection => connection.QueryFirstOrDefault<SourceRow>(
        "SELECT v.content_type AS ContentType, v.source FROM document d JOIN version v ON v.number = coalesce(d.serving, d.pending) WHERE d.id = @id", new { id }) is { } row
        ? (row.ContentType, SourceText.Unpack(row.Source)) : ((string, string)?)null);

    public KnowledgeTotals Totals() => _file.Read(connection => connection.QuerySingle<KnowledgeTotals>("""
        SELECT (SELECT count(*) FROM document) AS Documents,
          (SELECT coalesce(sum(i.chunks), 0) FROM indexed i JOIN document d ON d.serving = i.version WHERE i.generation = @g AND i.error IS NULL) AS Chunks,
          (SELECT count(*) FROM document d LEFT JOIN indexed i ON i.generation = @g AND i.version = d.pending WHERE d.pending IS NOT NULL AND i.error IS NULL) AS Indexing,
          (SELECT count(*) FROM document d JOIN indexed i ON i.generation = @g AND i.version = coalesce(d.pending, d.serving) WHERE i.error IS NOT NULL) AS Failed
        """, new { g = _serving.Number }));

    /// <summary>Keeps documents' texts, all or none; they wait to be indexed. What was waiting under their names is forgotten, what serves goes on.</summary>
    public IReadOnlyList<KnowledgeDocument> Put(IReadOnlyList<NewDocument> documents)
    {
        List<Action> afterwards = [];
        return _file.Write(
            (connection, transaction) => documents.Select(document => Put(connection, transaction, document, afterwards)).ToArray(), () => afterwards.ForEach(free => free()));
    }

    private KnowledgeDocument Put(SqliteConnection connection, SqliteTransaction transaction, NewDocument document, List<Action> afterwards)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        connection.Execute(
            "INSERT INTO document (id, name, created, updated) VALUES (@id, @Name, @now, @now) ON CONFLICT (name) DO UPDATE SET updated = @now",
            new { id = Guid.CreateVersion7().ToString("N"), document.Name, now }, transaction);
        var (number, pending) = connection.QuerySingle<(long, long?)>("SELECT number, pending FROM document WHERE name = @Name", new { document.Name }, transaction);
        if (pending is { } forgotten)
        {
            RemoveVersion(connection, transaction, forgotten, afterwards);
        }

        var version = connection.ExecuteScalar<long>(
            """
            INSERT INTO version (document, content_type, title, metadata, source, bytes, characters) VALUES (@number, @ContentType, @Title, @Metadata, @source, @bytes, @Characters);
            SELECT last_insert_rowid();
            """,
            new
            {
                number,
                document.ContentType,
                document.Title,
                document.Metadata,
                source = SourceText.Pack(document.Source),
                bytes = Encoding.UTF8.GetByteCount(document.Source),
                document.Characters,
            },
            transaction);
        connection.Execute("UPDATE document SET pending = @version WHERE number = @number", new { version, number }, transaction);
        return Find(connection, transaction, "name", document.Name) ?? throw new InvalidOperationException("The document was just stored.");
    }

    /// <summary>Has a document indexed once more: one that failed as it waits, one that serves from its kept text.</summary>
    /// <returns>False when there is none.</returns>
    public bool Renew(string id) => _file.Write((connection, transaction) =>
    {
        if (connection.QueryFirstOrDefault<DocumentVersions>("SELECT number, serving, pending FROM document WHERE id = @id", new { id }, transaction) is not { } document)
        {
            return false;
        }

        if (document.Pending is { } waiting)
        {
            connection.Execute("DELETE FROM indexed WHERE version = @waiting", new { waiting }, transaction);
            return true;
        }

        connection.Execute(
            """
            INSERT INTO version (document, content_type, title, metadata, source, bytes, characters)
            SELECT document, content_type, title, metadata, source, bytes, characters FROM version WHERE number = @Serving;
            UPDATE document SET pending = last_insert_rowid(), updated = @now WHERE number = @Number
            """,
            new { document.Serving, document.Number, now = _time.GetUtcNow().ToUnixTimeMilliseconds() }, transaction);
        return true;
    });

    /// <returns>False when there is none.</returns>
    public bool Remove(string id)
    {
        List<Action> afterwards = [];
        var removed = _file.Write((connection, transaction) =>
        {
            if (connection.QueryFirstOrDefault<DocumentVersions>("SELECT number, serving, pending FROM document WHERE id = @id", new { id }, transaction) is not { } document)
            {
                return false;
            }

            foreach (var version in new[] { document.Serving, document.Pending }.OfType<long>())
            {
                RemoveVersion(connection, transaction, version, afterwards);
            }

            connection.Execute("DELETE FROM document WHERE number = @Number", new { document.Number }, transaction);
            return true;
        }, () => afterwards.ForEach(free => free()));
        if (removed)
        {
            _file.Shrink(SmallShrink);
        }

        return removed;
    }

    private KnowledgeDocument? Find(SqliteConnection connection, SqliteTransaction? transaction, string column, string value) => connection
        .QueryFirstOrDefault<DocumentRow>($"SELECT {DocumentColumns} WHERE d.{column} = @value", new { generation = _serving.Number, value }, transaction)?.Document();

    /// <summary>Takes a version out of every generation and forgets it.</summary>
    /// <param name="afterwards">What is to be done when that is committed is added: its slots are nobody's then.</param>
    private void RemoveVersion(SqliteConnection connection, SqliteTransaction transaction, long version, List<Action> afterwards)
    {
        foreach (var generation in new[] { _serving, _building }.OfType<Generation>())
        {
            RemoveFrom(generation, connection, transaction, version, afterwards);
        }

        connection.Execute("DELETE FROM version WHERE number = @version", new { version }, transaction);
    }

    private static void RemoveFrom(Generation generation, SqliteConnection connection, SqliteTransaction transaction, long version, List<Action> afterwards)
    {
        var slots = connection.Query<long>($"SELECT slot FROM {generation.Chunks} WHERE version = @version", new { version }, transaction).AsList();
        if (IsComplete(connection, transaction, generation, version))
        {
            // The words leave by the same text they came with.
            connection.Execute($"""
                INSERT INTO {generation.Words} ({generation.Words}, rowid, title, heading, text)
                SELECT 'delete', c.slot, {TitleColumn}, c.heading, c.text FROM {generation.Chunks} c JOIN version v ON v.number = c.version JOIN document d ON d.number = v.document
                WHERE c.version = @version
                """, new { version }, transaction);
        }

        connection.Execute($"DELETE FROM {generation.Chunks} WHERE version = @version", new { version }, transaction);
        connection.Execute("DELETE FROM indexed WHERE generation = @Number AND version = @version", new { generation.Number, version }, transaction);
        afterwards.Add(() => slots.ForEach(slot => generation.Slots.Set(slot, SlotMap.Free)));
    }

    // A document's name never changes and a version's title neither, so what is taken out is what was put in.
    private const string TitleColumn = "coalesce(v.title, d.name)";

    private static bool IsComplete(SqliteConnection connection, SqliteTransaction transaction, Generation generation, long version) => connection.ExecuteScalar<long>(
        "SELECT count(*) FROM indexed WHERE generation = @Number AND version = @version AND error IS NULL", new { generation.Number, version }, transaction) > 0;

    private sealed record DocumentVersions(long Number, long? Serving, long? Pending);

    private sealed record SourceRow(string ContentType, byte[] Source);

    private sealed class DocumentRow
    {
        public long Number { get; init; }

        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public long Created { get; init; }

        public long Updated { get; init; }

        public long? Serving { get; init; }

        public long? Pending { get; init; }

        public string ContentType { get; init; } = "";

        public string? Title { get; init; }

        public string Metadata { get; init; } = "";

        public long Bytes { get; init; }

        public long Characters { get; init; }

        public long Chunks { get; init; }

        public string? Error { get; init; }

        public KnowledgeDocument Document() => new(
            Id, Name, ContentType, Title, Metadata, Bytes, Characters, Chunks, Error is not null ? DocumentStatus.Failed : Pending is not null ? DocumentStatus.Indexing : DocumentStatus.Ready, Error,
            Serving is not null, DateTimeOffset.FromUnixTimeMilliseconds(Created), DateTimeOffset.FromUnixTimeMilliseconds(Updated))
        {
            Number = Number,
        };
    }
}
