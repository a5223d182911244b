using Dapper;
using KernelHost.Records;
using KernelHost.Security;

namespace KernelHost.Storage.Sqlite;

internal sealed partial class SqliteStorage
{
    private const string OneRecord = "organization_id = @Organization_Id AND kind = @Kind AND id = @Id";

    public Task<StoredRecord?> FindRecordAsync(RecordKey key, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            connection => connection.QuerySingleOrDefault<RecordRow>($"SELECT * FROM records WHERE {OneRecord}", RecordRow.From(key))?.ToRecord(), cancellationToken);

    public Task<IReadOnlyList<StoredRecord>> ListRecordsAsync(RecordQuery query, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<StoredRecord>>(connection =>
        [
            .. connection.Query<RecordRow>(
                $"""
                SELECT * FROM records WHERE kind = @Kind
                {(query.Organization is null ? "" : "AND organization_id = @Organization")}
                {(query.Parent is null ? "" : "AND parent = @Parent")}
                {(query.Past is null ? "" : query.NewestFirst ? "AND number < @Past" : "AND number > @Past")}
                ORDER BY number {(query.NewestFirst ? "DESC" : "ASC")} LIMIT @Limit
                """,
                new { query.Kind, Organization = query.Organization?.ToString(), query.Parent, query.Past, query.Limit }).Select(row => row.ToRecord()),
        ], cancellationToken);

    public Task<bool> AddRecordAsync(StoredRecord record, AuditDraft? audit, CancellationToken cancellationToken) => WriteRecordAsync(
        """
        INSERT INTO records (organization_id, kind, id, parent, revision, json, created_at, updated_at)
        SELECT @Organization_Id, @Kind, @Id, @Parent, @Revision, @Json, @Created_At, @Updated_At
        WHERE EXISTS (SELECT 1 FROM organizations WHERE id = @Organization_Id) ON CONFLICT DO NOTHING
        """,
        RecordRow.From(record), audit, cancellationToken);

    public Task<bool> ReplaceRecordAsync(StoredRecord record, AuditDraft? audit, CancellationToken cancellationToken) => WriteRecordAsync(
        $"UPDATE records SET json = @Json, revision = @Revision, updated_at = @Updated_At WHERE {OneRecord} AND revision = @Revision - 1",
        RecordRow.From(record), audit, cancellationToken);

    public Task<bool> RemoveRecordAsync(RecordKey key, AuditDraft? audit, CancellationToken cancellationToken) =>
        _database.WriteAsync((connection, transaction) =>
        {
            var removed = connection.Execute($"DELETE FROM records WHERE {OneRecord}", RecordRow.From(key), transaction) > 0;
            if (removed)
            {
                connection.Execute(
                    "DELETE FROM records WHERE organization_id = @Organization AND parent = @Parent",
                    new { Organization = key.Organization.ToString(), Parent = key.AsParent }, transaction);
                if (audit is not null)
                {
                    Append(connection, transaction, audit);
                }
            }

            return removed;
        }, cancellationToken);

    private Task<bool> WriteRecordAsync(string sql, object row, AuditDraft? audit, CancellationToken cancellationToken) =>
        _database.WriteAsync((connection, transaction) =>
        {
            var written = connection.Execute(sql, row, transaction) > 0;
            if (written && audit is not null)
            {
                Append(connection, transaction, audit);
            }

            return written;
        }, cancellationToken);
}

internal sealed class RecordRow
{
    public long Number { get; init; }

    public string Organization_Id { get; init; } = "";

    public string Kind { get; init; } = "";

    public string Id { get; init; } = "";

    public string? Parent { get; init; }

    public long Revision { get; init; }

    public string Json { get; init; } = "";

    public long Created_At { get; init; }

    public long Updated_At { get; init; }

    public StoredRecord ToRecord() => new(
        new(Guid.Parse(Organization_Id), Kind, Id), Json, DateTimeOffset.FromUnixTimeMilliseconds(Created_At), DateTimeOffset.FromUnixTimeMilliseconds(Updated_At))
    {
        Number = Number,
        Revision = Revision,
        Parent = Parent,
    };

    public static object From(RecordKey key) => new { Organization_Id = key.Organization.ToString(), key.Kind, key.Id };

    public static object From(StoredRecord record) => new
    {
        Organization_Id = record.Key.Organization.ToString(),
        record.Key.Kind,
        record.Key.Id,
        record.Parent,
        record.Revision,
        record.Json,
        Created_At = record.CreatedAt.ToUnixTimeMilliseconds(),
        Updated_At = record.UpdatedAt.ToUnixTimeMilliseconds(),
    };
}
