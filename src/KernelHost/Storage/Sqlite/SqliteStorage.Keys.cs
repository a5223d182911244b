using Dapper;
using KernelHost.Security;
using Microsoft.Data.Sqlite;

namespace KernelHost.Storage.Sqlite;

internal sealed partial class SqliteStorage
{
    public Task<IReadOnlyList<ApiKey>> LoadKeysAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<ApiKey>>(
            connection => [.. connection.Query<ApiKeyRow>("SELECT * FROM api_keys").Select(row => row.ToKey())], cancellationToken);

    public Task AddKeyAsync(ApiKey key, AuditDraft audit, CancellationToken cancellationToken) =>
        _database.WriteAsync((connection, transaction) =>
        {
            Insert(connection, transaction, key);
            Append(connection, transaction, audit);
        }, cancellationToken);

    public Task<bool> UpdateKeyAsync(ApiKey key, AuditDraft audit, CancellationToken cancellationToken) =>
        _database.WriteAsync((connection, transaction) =>
        {
            var updated = Update(connection, transaction, key);
            if (updated)
            {
                Append(connection, transaction, audit);
            }

            return updated;
        }, cancellationToken);

    public Task<bool> ReplaceKeyAsync(ApiKey old, ApiKey successor, AuditDraft audit, CancellationToken cancellationToken) =>
        _database.WriteAsync((connection, transaction) =>
        {
            var updated = Update(connection, transaction, old);
            if (updated)
            {
                Insert(connection, transaction, successor);
                Append(connection, transaction, audit);
            }

            return updated;
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

    public Task SaveKeyUseAsync(IReadOnlyList<KeyUse> uses, CancellationToken cancellationToken) =>
        _database.WriteAsync((connection, transaction) => connection.Execute(
            "UPDATE api_keys SET last_used_at = @At WHERE id = @KeyId",
            uses.Select(use => new { use.KeyId, At = use.At.ToUnixTimeMilliseconds() }), transaction), cancellationToken);

    private static void Insert(SqliteConnection connection, SqliteTransaction transaction, ApiKey key) => connection.Execute(
        """
        INSERT INTO api_keys (id, organization_id, name, role, subject, setup, models, hash, created_at, expires_at, requests_per_minute, concurrent_requests, replaces, replaced_by)
        VALUES (@Id, @Organization_Id, @Name, @Role, @Subject, @Setup, @Models, @Hash, @Created_At, @Expires_At, @Requests_Per_Minute, @Concurrent_Requests, @Replaces, @Replaced_By)
        """,
        ApiKeyRow.From(key), transaction);

    private static bool Update(SqliteConnection connection, SqliteTransaction transaction, ApiKey key) => connection.Execute(
        """
        UPDATE api_keys SET name = @Name, role = @Role, subject = @Subject, setup = @Setup, models = @Models, expires_at = @Expires_At,
            requests_per_minute = @Requests_Per_Minute, concurrent_requests = @Concurrent_Requests, replaces = @Replaces, replaced_by = @Replaced_By
        WHERE id = @Id
        """,
        ApiKeyRow.From(key), transaction) > 0;
}
