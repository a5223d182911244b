using Dapper;
using KernelHost.Security;

namespace KernelHost.Storage.Sqlite;

/// <summary>All stores in one SQLite file, one part of this class per room.</summary>
internal sealed partial class SqliteStorage(string path, AuditChain chain) : IStorage
{
    private readonly SqliteDatabase _database = new(path);

    public Task MigrateAsync(CancellationToken cancellationToken) =>
        _database.WriteAsync((connection, transaction) => SqliteMigrations.Apply(connection, transaction, chain), cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM organizations WHERE slug = 'system'"), cancellationToken);

    public void Dispose() => _database.Dispose();
}
