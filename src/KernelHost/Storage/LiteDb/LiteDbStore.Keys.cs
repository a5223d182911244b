using KernelHost.Security;
using LiteDB;

namespace KernelHost.Storage.LiteDb;

internal sealed partial class LiteDbStore
{
    private ILiteCollection<BsonDocument> Keys => Database.GetCollection("api_keys");

    public Task<IReadOnlyList<ApiKey>> LoadKeysAsync(CancellationToken cancellationToken) =>
        Use<IReadOnlyList<ApiKey>>(() => [.. Keys.FindAll().Select(KeyDocument.Read)]);

    public Task AddKeyAsync(ApiKey key, AuditDraft audit, CancellationToken cancellationToken) => Write(audit, () => Add(key));

    public Task<bool> UpdateKeyAsync(ApiKey key, AuditDraft audit, CancellationToken cancellationToken) => Write(audit, () => Update(key));

    public Task<bool> ReplaceKeyAsync(ApiKey old, ApiKey successor, AuditDraft audit, CancellationToken cancellationToken) =>
        Write(audit, () => Update(old) && Add(successor));

    public Task<bool> RemoveKeyAsync(string id, AuditDraft audit, CancellationToken cancellationToken) => Write(audit, () => Keys.Delete(id));

    public Task SaveKeyUseAsync(IReadOnlyList<KeyUse> uses, CancellationToken cancellationToken) => Use(() => Transact(() =>
    {
        foreach (var use in uses)
        {
            if (Keys.FindById(use.KeyId) is { } stored)
            {
                stored["last_used_at"] = use.At.ToUnixTimeMilliseconds();
                Keys.Update(stored);
            }
        }

        return true;
    }));

    private bool Add(ApiKey key)
    {
        Keys.Insert(KeyDocument.From(key));
        return true;
    }

    /// <summary>All but what is never changed, and what only the store knows of it: its last use.</summary>
    private bool Update(ApiKey key)
    {
        if (Keys.FindById(key.Id) is not { } stored)
        {
            return false;
        }

        var changed = KeyDocument.From(key);
        foreach (var kept in new[] { "organization", "hash", "created_at", "last_used_at" })
        {
            changed[kept] = stored[kept];
        }

        return Keys.Update(changed);
    }
}

internal static class KeyDocument
{
    public static BsonDocument From(ApiKey key) => new()
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

    public static ApiKey Read(BsonDocument stored) => new()
    {
        Id = stored["_id"].AsString,
        OrganizationId = stored["organization"].AsGuid,
        Name = stored["name"].AsString,
        Role = Enum.Parse<Role>(stored["role"].AsString),
        Subject = stored["subject"].AsString,
        Setup = stored["setup"].AsString,
        Models = stored["models"].IsNull ? null : [.. stored["models"].AsArray.Select(model => model.AsString)],
        Hash = KeyHash.FromBytes(stored["hash"].AsBinary),
        CreatedAt = stored["created_at"].ToTime(),
        ExpiresAt = stored["expires_at"].IsNull ? null : stored["expires_at"].ToTime(),
        Limits = stored["requests_per_minute"].IsNull && stored["concurrent_requests"].IsNull
            ? null
            : new(Number(stored["requests_per_minute"]), Number(stored["concurrent_requests"])),
        LastUsedAt = stored["last_used_at"].IsNull ? null : stored["last_used_at"].ToTime(),
        Replaces = stored["replaces"].AsString,
        ReplacedBy = stored["replaced_by"].AsString,
    };

    private static int? Number(BsonValue value) => value.IsNull ? null : value.AsInt32;
}
