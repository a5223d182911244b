using Dapper;
using KernelHost.Security;

namespace KernelHost.Storage.Sqlite;

internal sealed partial class SqliteStorage
{
    public Task<IReadOnlyList<ApiKey>> LoadKeysAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<ApiKey>>(
            connection => [.. connection.Query<ApiKeyRow>("SELECT * FROM api_keys").Select(row => row.ToKey())], cancellationToken);

    public Task AddKeyAsync(ApiKey key, AuditDraft audit, CancellationToken cancellationToken) =>
        _database.WriteAsync((connection, transaction) =>
        {
            connection.Execute(
                """
                INSERT INTO api_keys (id, organization_id, name, role, subject, setup, models, hash, created_at, expires_at)
                VALUES (@Id, @Organization_Id, @Name, @Role, @Subject, @Setup, @Models, @Hash, @Created_At, @Expires_At)
                """,
                ApiKeyRow.From(key), transaction);
            Append(connection, transaction, audit);
        }, cancellationToken);

    public Task<bool> RemoveKeyAsync(string id, AuditDraft audit, CancellationToken cancellationToken) =>
        _database.WriteAsync((connection, transaction) =>
        {
            var removed = connection.Execute("DELETE FROM api_keys WHERE id = @id", new { id }, transaction) > 0;
            if (removed)
            {
                Append(connection, transaction, audit);
            }

            return removed;
        }, cancellationToken);
}
