#if !KERNELHOST_NUGET
namespace KernelHost.Storage.LiteDb;

internal static class LiteDbProvider
{
    public static StorageProvider Provider { get; } = StorageProviders.Missing("litedb",
        "Storage:Provider \"litedb\" is not in this build: LiteDB is part of the nuget lane. Build with -p:KernelHostPackages=nuget, or use \"sqlite\".");
}
#else
using System.Globalization;
using System.Text;
using KernelHost.Organizations;
using KernelHost.Security;
using LiteDB;

namespace KernelHost.Storage.LiteDb;

internal static class LiteDbProvider
{
    public static StorageProvider Provider { get; } = new("litedb", (directory, chain) => new LiteDbStore(Path.Combine(directory, "kernelhost.litedb"), chain));
}

/// <summary>
/// All stores in one LiteDB file. LiteDB's transactions belong to a thread and its log is not flushed on commit, so every use runs whole under
/// one lock, and a write ends with a checkpoint: what it returned from is on the disk. Thread-safe.
/// </summary>
internal sealed class LiteDbStore(string path, AuditChain chain) : IStorage
{
    private const int Schema = 2;
    private const int SchemaWithChains = 2;

    private readonly Lock _one = new();
    private LiteDatabase? _database;

    private LiteDatabase Database => _database ??= new(new ConnectionString { Filename = path, Collation = Collation.Binary });

    private ILiteCollection<BsonDocument> Organizations => Database.GetCollection("organizations");

    private ILiteCollection<BsonDocument> Versions => Database.GetCollection("config_versions");

    private ILiteCollection<BsonDocument> Keys => Database.GetCollection("api_keys");

    private LiteDbAudit Audit => new(Database);

    public Task MigrateAsync(CancellationToken cancellationToken) => Use(() =>
    {
        if (Database.UserVersion > Schema)
        {
            throw new StorageException($"The database has schema {Database.UserVersion}, made by a newer KernelHost; this one knows up to {Schema}. Run the newer one, or restore a backup.");
        }

        Organizations.EnsureIndex("slug", unique: true);
        Versions.EnsureIndex("organization");
        Keys.EnsureIndex("organization");
        Audit.EnsureIndexes();
        AdoptAudit();
        Database.UserVersion = Schema;
        Database.Checkpoint();
        return true;
    });

    public Task CheckAsync(CancellationToken cancellationToken) => Use(() => Organizations.Exists(Query.EQ("slug", Organization.SystemSlug)));

    public void Dispose()
    {
        lock (_one)
        {
            _database?.Dispose();
            _database = null;
        }
    }

    public Task<IReadOnlyList<Organization>> LoadOrganizationsAsync(CancellationToken cancellationToken) =>
        Use<IReadOnlyList<Organization>>(() => [.. Organizations.FindAll().Select(ToOrganization)]);

    public Task AddOrganizationAsync(Organization organization, StoredConfig first, AuditDraft audit, CancellationToken cancellationToken) => Write(audit, () =>
    {
        if (Organizations.Exists(Query.EQ("slug", organization.Slug)))
        {
            throw new OrganizationRuleException("slug_taken", $"There is an organisation \"{organization.Slug}\" already.");
        }

        Organizations.Insert(From(organization));
        Versions.Insert(From(organization.Id, first));
        return true;
    });

    public Task UpdateOrganizationAsync(Organization organization, AuditDraft audit, CancellationToken cancellationToken) => Write(audit, () =>
    {
        var stored = From(organization);
        stored["version"] = Organizations.FindById(stored["_id"])["version"];
        return Organizations.Update(stored);
    });

    public Task PurgeOrganizationAsync(Guid id, AuditDraft audit, CancellationToken cancellationToken) => Write(audit, () =>
    {
        Versions.DeleteMany(Query.EQ("organization", id));
        Keys.DeleteMany(Query.EQ("organization", id));
        return Organizations.Delete(id);
    });

    public Task AddVersionAsync(Organization organization, StoredConfig config, AuditDraft audit, CancellationToken cancellationToken) => Write(audit, () =>
    {
        var current = Organizations.FindById(organization.Id);
        if (current["version"].AsInt64 != config.Number - 1)
        {
            throw new LostUpdateException(organization.Slug, config.Number - 1, current["version"].AsInt64);
        }

        current["version"] = config.Number;
        current["updated_at"] = organization.UpdatedAt.ToUnixTimeMilliseconds();
        Organizations.Update(current);
        Versions.Insert(From(organization.Id, config));
        return true;
    });

    public Task RewriteSecretsAsync(Func<Guid, byte[], byte[]?> rewrite, AuditDraft audit, CancellationToken cancellationToken) => Write(audit, () =>
    {
        foreach (var id in Versions.Query().Where("$.secrets != null").Select("$._id").ToEnumerable().Select(found => found["_id"]).ToArray())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var version = Versions.FindById(id);
            if (rewrite(version["organization"].AsGuid, version["secrets"].AsBinary) is { } rewritten)
            {
                version["secrets"] = rewritten;
                Versions.Update(version);
            }
        }

        chain.Reseal(Audit);
        return true;
    });

    public Task<StoredConfig?> FindVersionAsync(Guid id, long number, CancellationToken cancellationToken) => Use(() =>
        Versions.FindById(VersionId(id, number)) is { } found
            ? new StoredConfig(
                ToSummary(found), Encoding.UTF8.GetBytes(found["config"].AsString), found["secrets"].IsNull ? null : found["secrets"].AsBinary, found["trusted"].AsString)
            : null);

    public Task<IReadOnlyList<VersionSummary>> ListVersionsAsync(Guid id, long before, int limit, CancellationToken cancellationToken) =>
        Use<IReadOnlyList<VersionSummary>>(() =>
        [
            .. Versions.Query().Where(Query.EQ("organization", id)).Where(Query.LT("version", before)).OrderByDescending("version").Limit(limit).ToEnumerable().Select(ToSummary),
        ]);

    public Task<IReadOnlyList<ApiKey>> LoadKeysAsync(CancellationToken cancellationToken) => Use<IReadOnlyList<ApiKey>>(() => [.. Keys.FindAll().Select(ToKey)]);

    public Task AddKeyAsync(ApiKey key, AuditDraft audit, CancellationToken cancellationToken) => Write(audit, () => Keys.Insert(From(key)) is not null);

    public Task<bool> UpdateKeyAsync(ApiKey key, AuditDraft audit, CancellationToken cancellationToken) => Write(audit, () => Update(key));

    public Task<bool> ReplaceKeyAsync(ApiKey old, ApiKey successor, AuditDraft audit, CancellationToken cancellationToken) =>
        Write(audit, () => Update(old) && Keys.Insert(From(successor)) is not null);

    public Task SaveKeyUseAsync(IReadOnlyList<KeyUse> uses, CancellationToken cancellationToken) => Use(() =>
    {
        foreach (var use in uses)
        {
            if (Keys.FindById(use.KeyId) is { } stored)
            {
                stored["last_used_at"] = use.At.ToUnixTimeMilliseconds();
                Keys.Update(stored);
            }
        }

        Database.Checkpoint();
        return true;
    });

    public Task<bool> RemoveKeyAsync(string id, AuditDraft audit, CancellationToken cancellationToken) => Write(audit, () => Keys.Delete(id));

    public Task AppendAsync(AuditDraft entry, CancellationToken cancellationToken) => Write(entry, () => true);

    public Task<IReadOnlyList<AuditRecord>> ListAuditAsync(AuditFilter filter, AuditPosition before, int limit, CancellationToken cancellationToken) =>
        Use(() => Audit.List(filter, before, limit));

    public Task<IReadOnlyList<AuditRecord>> ReadAuditAsync(AuditFilter filter, long after, int limit, CancellationToken cancellationToken) =>
        Use(() => Audit.Read(filter, after, limit));

    public Task<AuditStretch> ReadChainAsync(string organization, long after, int limit, CancellationToken cancellationToken) =>
        Use(() => new AuditStretch(Audit.Read(new() { Organization = organization }, after, limit), Audit.FindHead(organization)));

    public Task<IReadOnlyList<string>> ListChainsAsync(string after, int limit, CancellationToken cancellationToken) => Use(() => Audit.ListChains(after, limit));

    public Task<(AuditTotal? Stored, AuditTotal Counted)> CountAuditAsync(CancellationToken cancellationToken) => Use(() => (Audit.FindTotal(), Audit.Count()));

    // LiteDB keeps its version outside of transactions: after a crash in between, the total tells that the work is done.
    private void AdoptAudit()
    {
        if (Database.UserVersion is > 0 and < SchemaWithChains && Audit.FindTotal() is null)
        {
            Database.BeginTrans();
            Audit.Adopt(chain);
            Database.Commit();
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
    private Task<bool> Write(AuditDraft audit, Func<bool> write) => Use(() =>
    {
        Database.BeginTrans();
        var done = false;
        try
        {
            done = write();
            if (done)
            {
                chain.Append(audit, Audit);
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
    });

    /// <summary>All but what only the store knows of it: its last use.</summary>
    private bool Update(ApiKey key)
    {
        if (Keys.FindById(key.Id) is not { } stored)
        {
            return false;
        }

        var changed = From(key);
        changed["last_used_at"] = stored["last_used_at"];
        return Keys.Update(changed);
    }

    private static string VersionId(Guid organization, long number) => string.Create(CultureInfo.InvariantCulture, $"{organization:N}/{number}");

    private static BsonDocument From(Organization organization) => new()
    {
        ["_id"] = organization.Id,
        ["slug"] = organization.Slug,
        ["name"] = organization.Name,
        ["status"] = organization.Status.ToString(),
        ["version"] = organization.Version,
        ["created_at"] = organization.CreatedAt.ToUnixTimeMilliseconds(),
        ["updated_at"] = organization.UpdatedAt.ToUnixTimeMilliseconds(),
    };

    private static Organization ToOrganization(BsonDocument stored) => new()
    {
        Id = stored["_id"].AsGuid,
        Slug = stored["slug"].AsString,
        Name = stored["name"].AsString,
        Status = Enum.Parse<OrganizationStatus>(stored["status"].AsString),
        Version = stored["version"].AsInt64,
        CreatedAt = Time(stored["created_at"]),
        UpdatedAt = Time(stored["updated_at"]),
    };

    private static BsonDocument From(Guid organization, StoredConfig config) => new()
    {
        ["_id"] = VersionId(organization, config.Number),
        ["organization"] = organization,
        ["version"] = config.Number,
        ["config"] = Encoding.UTF8.GetString(config.Json),
        ["secrets"] = config.Secrets ?? BsonValue.Null,
        ["trusted"] = config.Trusted,
        ["kind"] = config.Summary.Kind,
        ["actor_key"] = config.Summary.Actor.KeyId,
        ["actor_role"] = config.Summary.Actor.Role.ToString(),
        ["created_at"] = config.Summary.CreatedAt.ToUnixTimeMilliseconds(),
    };

    private static VersionSummary ToSummary(BsonDocument stored) =>
        new(stored["version"].AsInt64, Time(stored["created_at"]), stored["kind"].AsString, ToActor(stored));

    private static BsonDocument From(ApiKey key) => new()
    {
        ["_id"] = key.Id,
        ["organization"] = key.OrganizationId,
        ["name"] = key.Name,
        ["role"] = key.Role.ToString(),
        ["subject"] = key.Subject,
        ["setup"] = key.Setup,
        ["models"] = key.Models is { } models ? new BsonArray(models.Select(model => new BsonValue(model))) : BsonValue.Null,
        ["hash"] = key.Hash.ToBytes(),
        ["created_at"] = key.CreatedAt.ToUnixTimeMilliseconds(),
        ["expires_at"] = key.ExpiresAt is { } at ? at.ToUnixTimeMilliseconds() : BsonValue.Null,
        ["requests_per_minute"] = key.Limits?.RequestsPerMinute is { } rate ? rate : BsonValue.Null,
        ["concurrent_requests"] = key.Limits?.ConcurrentRequests is { } most ? most : BsonValue.Null,
        ["replaces"] = key.Replaces,
        ["replaced_by"] = key.ReplacedBy,
    };

    private static ApiKey ToKey(BsonDocument stored) => new()
    {
        Id = stored["_id"].AsString,
        OrganizationId = stored["organization"].AsGuid,
        Name = stored["name"].AsString,
        Role = Enum.Parse<Role>(stored["role"].AsString),
        Subject = stored["subject"].AsString,
        Setup = stored["setup"].AsString,
        Models = stored["models"].IsNull ? null : [.. stored["models"].AsArray.Select(model => model.AsString)],
        Hash = KeyHash.FromBytes(stored["hash"].AsBinary),
        CreatedAt = Time(stored["created_at"]),
        ExpiresAt = stored["expires_at"].IsNull ? null : Time(stored["expires_at"]),
        Limits = stored["requests_per_minute"].IsNull && stored["concurrent_requests"].IsNull
            ? null
            : new(Number(stored["requests_per_minute"]), Number(stored["concurrent_requests"])),
        LastUsedAt = stored["last_used_at"].IsNull ? null : Time(stored["last_used_at"]),
        Replaces = stored["replaces"].AsString,
        ReplacedBy = stored["replaced_by"].AsString,
    };

    private static int? Number(BsonValue value) => value.IsNull ? null : value.AsInt32;

    private static Actor ToActor(BsonDocument stored) => new(stored["actor_key"].AsString, Enum.Parse<Role>(stored["actor_role"].AsString));

    private static DateTimeOffset Time(BsonValue milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.AsInt64);
}
#endif
