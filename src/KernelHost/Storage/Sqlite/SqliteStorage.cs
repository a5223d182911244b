using Dapper;
using KernelHost.Security;
using Microsoft.Data.Sqlite;

namespace KernelHost.Storage.Sqlite;

/// <summary>All stores in one SQLite file, one part of this class per room.</summary>
internal sealed partial class SqliteStorage(string path) : IStorage
{
    private readonly SqliteDatabase _database = new(path);

    public Task MigrateAsync(CancellationToken cancellationToken) => _database.WriteAsync(SqliteMigrations.Apply, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM organizations WHERE slug = 'system'"), cancellationToken);

    public void Dispose() => _database.Dispose();

    public Task AppendAsync(AuditDraft entry, CancellationToken cancellationToken) =>
        _database.WriteAsync((connection, transaction) => Append(connection, transaction, entry), cancellationToken);

    public Task<IReadOnlyList<AuditEntry>> ListAuditAsync(string? organization, long before, int limit, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<AuditEntry>>(connection =>
        [
            .. connection.Query<AuditRow>(
                "SELECT * FROM audit WHERE id < @before AND (@organization IS NULL OR organization = @organization) ORDER BY id DESC LIMIT @limit",
                new { organization, before, limit }).Select(row => row.ToEntry()),
        ], cancellationToken);

    private static void Append(SqliteConnection connection, SqliteTransaction transaction, AuditDraft entry) => connection.Execute(
        """
        INSERT INTO audit (time, kind, actor_key, actor_role, organization, subject, data)
        VALUES (@Time, @Kind, @Actor_Key, @Actor_Role, @Organization, @Subject, @Data)
        """,
        AuditRow.From(entry), transaction);
}
