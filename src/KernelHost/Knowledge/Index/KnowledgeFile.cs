using Dapper;
using Microsoft.Data.Sqlite;

namespace KernelHost.Knowledge.Index;

/// <summary>
/// The SQLite file of one knowledge base, in WAL mode: readers see what is committed and are never waited for, one writer at a time. What a write returned from is on the disk. SQLite
/// blocks its thread, so callers are workers. Thread-safe.
/// </summary>
internal sealed class KnowledgeFile : IDisposable
{
    private readonly Lock _writer = new();
    private readonly string _connectionString;

    static KnowledgeFile() => SQLitePCL.Batteries_V2.Init();

    public KnowledgeFile(string path)
    {
        Location = path;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = true }.ToString();
        Write(static (connection, transaction) =>
        {
            if (connection.ExecuteScalar<long>("PRAGMA user_version", transaction: transaction) == 0)
            {
                connection.Execute(Script("knowledge"), transaction: transaction);
            }

            return true;
        });
    }

    public string Location { get; }

    /// <summary>One moment of the file: everything <paramref name="read"/> asks for belongs together.</summary>
    public T Read<T>(Func<SqliteConnection, T> read)
    {
        using var connection = Open();
        using var moment = connection.BeginTransaction(deferred: true);
        return read(connection);
    }

    /// <summary>Committed when <paramref name="write"/> returns, undone when it throws.</summary>
    /// <param name="committed">Done then, before the next writer's turn.</param>
    public T Write<T>(Func<SqliteConnection, SqliteTransaction, T> write, Action? committed = null)
    {
        lock (_writer)
        {
            using var connection = Open();
            using var transaction = connection.BeginTransaction(deferred: false);
            var result = write(connection, transaction);
            transaction.Commit();
            committed?.Invoke();
            return result;
        }
    }

    /// <summary>Gives room that is not used any more back to the disk.</summary>
    /// <param name="most">Pages to give back, so that who waits does not wait for long; the rest goes another time.</param>
    public void Shrink(int most)
    {
        lock (_writer)
        {
            using var connection = Open();
            connection.Execute($"PRAGMA incremental_vacuum({most})");
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    public static string Script(string name)
    {
        var type = typeof(KnowledgeFile);
        using var stream = type.Assembly.GetManifestResourceStream($"{type.Namespace}.Schema.{name}.sql") ?? throw new InvalidOperationException($"The script {name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public void Dispose()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            connection.Execute("PRAGMA busy_timeout = 5000; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = FAST;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
