using Dapper;
using Microsoft.Data.Sqlite;

namespace KernelHost.Storage.Sqlite;

/// <summary>
/// One SQLite file in WAL mode: many readers, one writer at a time. What a write returned from is on the disk (<c>synchronous=FULL</c>).
/// SQLite has no asynchronous I/O; a write blocks its thread for one fsync. Thread-safe.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly string _connectionString;

    static SqliteDatabase() => SQLitePCL.Batteries_V2.Init();

    public SqliteDatabase(string path)
    {
        FilePath = path;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = true }.ToString();
    }

    public string FilePath { get; }

    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Guarded(() =>
        {
            using var connection = Open();
            return read(connection);
        }));
    }

    /// <summary>Runs <paramref name="write"/> in a transaction that is committed when it returns and undone when it throws.</summary>
    public async Task<T> WriteAsync<T>(Func<SqliteConnection, SqliteTransaction, T> write, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            return Guarded(() => Write(write));
        }
        finally
        {
            _writer.Release();
        }
    }

    public Task WriteAsync(Action<SqliteConnection, SqliteTransaction> write, CancellationToken cancellationToken) =>
        WriteAsync((connection, transaction) =>
        {
            write(connection, transaction);
            return true;
        }, cancellationToken);

    /// <summary>Writes the log back into the file and empties it, so that nothing that was deleted is left in it.</summary>
    public Task EmptyLogAsync(CancellationToken cancellationToken) =>
        ReadAsync(connection => connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)"), cancellationToken);

    public void Dispose()
    {
        _writer.Dispose();
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private T Write<T>(Func<SqliteConnection, SqliteTransaction, T> write)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        var result = write(connection, transaction);
        transaction.Commit();
        return result;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            connection.Execute("PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private T Guarded<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (SqliteException failure)
        {
            throw new StorageException($"The database {Path.GetFileName(FilePath)} cannot be used: {failure.Message}", failure);
        }
    }
}
