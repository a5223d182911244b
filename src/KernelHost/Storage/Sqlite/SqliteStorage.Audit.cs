using Dapper;
using KernelHost.Security;
using Microsoft.Data.Sqlite;

namespace KernelHost.Storage.Sqlite;

internal sealed partial class SqliteStorage
{
    public Task AppendAsync(AuditDraft entry, CancellationToken cancellationToken) =>
        _database.WriteAsync((connection, transaction) => Append(connection, transaction, entry), cancellationToken);

    public Task<IReadOnlyList<AuditRecord>> ListAuditAsync(AuditFilter filter, AuditPosition before, int limit, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<AuditRecord>>(connection =>
        {
            // "audit.time": a bare "time" in ORDER BY would be the cast one, which no index has.
            var (conditions, values) = SqliteAuditFilter.Of(filter);
            values.AddDynamicParams(new { beforeTime = before.Time, beforeId = before.Id, limit });
            return
            [
                .. connection.Query<AuditRow>(
                    $"SELECT {AuditRow.Columns} FROM audit WHERE (time, id) < (@beforeTime, @beforeId) {conditions} ORDER BY audit.time DESC, audit.id DESC LIMIT @limit",
                    values).Select(row => row.ToRecord()),
            ];
        }, cancellationToken);

    public Task<IReadOnlyList<AuditRecord>> ReadAuditAsync(AuditFilter filter, long after, int limit, CancellationToken cancellationToken) =>
        _database.ReadAsync(connection => Read(connection, null, filter, after, limit), cancellationToken);

    public Task<AuditStretch> ReadChainAsync(string organization, long after, int limit, CancellationToken cancellationToken) =>
        _database.ReadAsync(connection =>
        {
            using var moment = connection.BeginTransaction(deferred: true);
            return new AuditStretch(
                Read(connection, moment, new() { Organization = organization }, after, limit),
                new SqliteAuditTail(connection, moment).FindHead(organization));
        }, cancellationToken);

    public Task<IReadOnlyList<string>> ListChainsAsync(string after, int limit, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<string>>(connection => connection.Query<string>(
            """
            SELECT organization FROM audit_heads WHERE organization > @after UNION SELECT organization FROM audit WHERE organization > @after
            ORDER BY organization LIMIT @limit
            """,
            new { after, limit }).AsList(), cancellationToken);

    public Task<(AuditTotal? Stored, AuditTotal Counted)> CountAuditAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(connection =>
        {
            using var moment = connection.BeginTransaction(deferred: true);
            var tail = new SqliteAuditTail(connection, moment);
            return (tail.FindTotal(), tail.Count());
        }, cancellationToken);

    private void Append(SqliteConnection connection, SqliteTransaction transaction, AuditDraft entry) =>
        chain.Append(entry, new SqliteAuditTail(connection, transaction));

    private static IReadOnlyList<AuditRecord> Read(SqliteConnection connection, SqliteTransaction? transaction, AuditFilter filter, long after, int limit)
    {
        var (conditions, values) = SqliteAuditFilter.Of(filter);
        values.AddDynamicParams(new { after, limit });
        return
        [
            .. connection.Query<AuditRow>(
                $"SELECT {AuditRow.Columns} FROM audit WHERE id > @after {conditions} ORDER BY id LIMIT @limit", values, transaction).Select(row => row.ToRecord()),
        ];
    }
}
