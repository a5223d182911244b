using KernelHost.Organizations;
using KernelHost.Security;
using LiteDB;

namespace KernelHost.Storage.LiteDb;

/// <summary>
/// All stores in one LiteDB file, one part of this class per room. LiteDB's transactions belong to a thread and its log is not flushed on commit,
/// so every use runs whole under one lock, and a write ends with a checkpoint: what it returned from is on the disk. Values stand in queries as
/// parameters, never in their text: LiteDB keeps every text it has compiled for as long as the process lives. Thread-safe.
/// </summary>
internal sealed partial class LiteDbStore(string path, AuditChain chain) : IStorage
{
    public const int Schema = 2;

    private const int SchemaWithChains = 2;

    private readonly Lock _one = new();
    private LiteDatabase? _database;

    private LiteDatabase Database => _database ??= new(new ConnectionString { Filename = path, Collation = Collation.Binary });

    public Task MigrateAsync(CancellationToken cancellationToken) => Use(() =>
    {
        if (Database.UserVersion > Schema)
        {
            throw new StorageException($"The database has schema {Database.UserVersion}, made by a newer KernelHost; this one knows up to {Schema}. Run the newer one, or restore a backup.");
        }

        Organizations.EnsureIndex("slug", unique: true);
        Versions.EnsureIndex("organization");
        Keys.EnsureIndex("organization");
        Records.EnsureIndex("key", unique: true);
        Records.EnsureIndex("organization");
        Records.EnsureIndex("kind");
        Audit.EnsureIndexes();
        AdoptAudit();
        Database.UserVersion = Schema;
        Database.Checkpoint();
        return true;
    });

    public Task CheckAsync(CancellationToken cancellationToken) => Use(() => Organizations.Exists("slug = @0", Organization.SystemSlug));

    public void Dispose()
    {
        lock (_one)
        {
            _database?.Dispose();
            _database = null;
        }
    }

    private Task<T> Use<T>(Func<T> use)
    {
        try
        {
            lock (_one)
            {
                return Task.FromResult(use());
            }
        }
        catch (Exception failure) when (failure is LiteException or IOException)
        {
            throw new StorageException($"The database {Path.GetFileName(path)} cannot be used: {failure.Message}", failure);
        }
    }

    /// <summary>Stores the change with its audit entry; one that answers false changed nothing and leaves no entry.</summary>
    private Task<bool> Write(AuditDraft audit, Func<bool> write) => Use(() => Transact(() =>
    {
        var done = write();
        if (done)
        {
            chain.Append(audit, Audit);
        }

        return done;
    }));

    /// <summary>Keeps what <paramref name="write"/> did when it answers true; undoes it when it answers false or throws.</summary>
    private bool Transact(Func<bool> write)
    {
        Database.BeginTrans();
        var done = false;
        try
        {
            done = write();
            if (done)
            {
                Database.Commit();
                Database.Checkpoint();
            }

            return done;
        }
        finally
        {
            if (!done)
            {
                Database.Rollback();
            }
        }
    }
}
