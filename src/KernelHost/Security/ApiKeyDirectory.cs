using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace KernelHost.Security;

/// <summary>
/// All keys, indexed in memory by the hash of the key: telling who calls takes one hash and one look-up, never the database.
/// A revoked key stops working with the next request. Thread-safe.
/// </summary>
public sealed class ApiKeyDirectory
{
    private const string Prefix = "kh_";

    private readonly ConcurrentDictionary<KeyHash, ApiKey> _byHash = new();
    private readonly IApiKeyStore _store;
    private readonly ITenancy _tenancy;
    private readonly TimeProvider _time;

    internal ApiKeyDirectory(IApiKeyStore store, ITenancy tenancy, TimeProvider time) => (_store, _tenancy, _time) = (store, tenancy, time);

    /// <summary>Tells who presents this key. Does no I/O.</summary>
    public Authentication Authenticate(ReadOnlySpan<char> presented)
    {
        if (KeyHash.TryCompute(presented) is not { } hash
            || !_byHash.TryGetValue(hash, out var key)
            || _tenancy.Find(key.OrganizationId) is not { } tenant)
        {
            return KeyRefusal.Unknown;
        }

        return IsExpired(key) ? KeyRefusal.Expired
            : tenant.IsSuspended ? KeyRefusal.OrganizationSuspended
            : new Caller(key.Id, key.Role, tenant.Slug, key.Subject, key.Setup, key.Models);
    }

    /// <summary>Newest first.</summary>
    /// <returns>Null when there is no such organisation.</returns>
    public Page<ApiKey>? List(string organization, int limit, string? cursor)
    {
        if (_tenancy.Find(organization) is not { } tenant)
        {
            return null;
        }

        var keys = _byHash.Values
            .Where(key => key.OrganizationId == tenant.Id && (cursor is null || string.CompareOrdinal(key.Id, cursor) < 0))
            .OrderByDescending(key => key.Id, StringComparer.Ordinal).Take(limit + 1).ToArray();
        return keys.Length <= limit ? new(keys, null) : new(keys[..limit], keys[limit - 1].Id);
    }

    /// <summary>Null when the organisation has no such key.</summary>
    public ApiKey? Find(string organization, string keyId) => _tenancy.Find(organization) is { } tenant
        ? _byHash.Values.FirstOrDefault(key => key.Id == keyId && key.OrganizationId == tenant.Id)
        : null;

    /// <returns>The key with its secret; null when there is no such organisation.</returns>
    /// <exception cref="ApiKeyRuleException">The key cannot be like this.</exception>
    public async Task<CreatedApiKey?> CreateAsync(string organization, NewApiKey wanted, Actor actor, CancellationToken cancellationToken)
    {
        if (_tenancy.Find(organization) is not { } tenant)
        {
            return null;
        }

        ApiKeyRules.Check(wanted, tenant, actor, _time.GetUtcNow());
        var secret = NewSecret();
        var key = Build(tenant, wanted, secret, _time.GetUtcNow());
        await AddAsync(key, tenant.Slug, actor, cancellationToken);
        return new(key, new(secret));
    }

    /// <returns>False when no such key of the organisation is stored: the one that the settings hold stays until they no longer do.</returns>
    public async Task<bool> RevokeAsync(string organization, string keyId, Actor actor, CancellationToken cancellationToken)
    {
        if (Find(organization, keyId) is not { } found)
        {
            return false;
        }

        var removed = await _store.RemoveKeyAsync(keyId, Audit("key.revoked", found, organization, actor), cancellationToken);
        if (removed)
        {
            _byHash.TryRemove(found.Hash, out _);
        }

        return removed;
    }

    internal static string NewSecret() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    internal bool HasSystemAdmin => _byHash.Values.Any(key => key.Role == Role.SystemAdmin && !IsExpired(key));

    internal async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var key in await _store.LoadKeysAsync(cancellationToken))
        {
            _byHash[key.Hash] = key;
        }
    }

    /// <summary>A key that the settings hold: it is known while the host runs, and stored nowhere.</summary>
    internal void AddConfigured(string organization, NewApiKey wanted, string secret)
    {
        if (_tenancy.Find(organization) is { } tenant)
        {
            var key = Build(tenant, wanted, secret, _time.GetUtcNow()) with { Id = "key_configured" };
            _byHash[key.Hash] = key;
        }
    }

    /// <summary>A key whose secret is known already, because it had to be written down before it may count.</summary>
    internal Task AddKnownAsync(string organization, NewApiKey wanted, string secret, CancellationToken cancellationToken) =>
        _tenancy.Find(organization) is { } tenant
            ? AddAsync(Build(tenant, wanted, secret, _time.GetUtcNow()), organization, Actor.Host, cancellationToken)
            : throw new InvalidOperationException($"There is no organisation \"{organization}\".");

    private async Task AddAsync(ApiKey key, string organization, Actor actor, CancellationToken cancellationToken)
    {
        await _store.AddKeyAsync(key, Audit("key.created", key, organization, actor), cancellationToken);
        _byHash[key.Hash] = key;
    }

    private bool IsExpired(ApiKey key) => key.ExpiresAt <= _time.GetUtcNow();

    private static ApiKey Build(Tenant tenant, NewApiKey wanted, string secret, DateTimeOffset now) => new()
    {
        Id = $"key_{Guid.CreateVersion7(now):N}",
        OrganizationId = tenant.Id,
        Name = wanted.Name,
        Role = wanted.Role,
        Subject = wanted.Subject,
        Setup = wanted.Setup,
        Models = wanted.Models,
        CreatedAt = now.ToMilliseconds(),
        ExpiresAt = wanted.ExpiresAt?.ToMilliseconds(),
        Hash = KeyHash.TryCompute(secret) ?? throw new ArgumentException("The key is too long.", nameof(secret)),
    };

    private AuditDraft Audit(string kind, ApiKey key, string organization, Actor actor) =>
        AuditLog.Draft(_time, kind, actor, organization, key.Id, new JsonObject { ["name"] = key.Name, ["role"] = key.Role.Wire() });
}
