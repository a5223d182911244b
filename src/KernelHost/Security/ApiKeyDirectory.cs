using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace KernelHost.Security;

/// <summary>
/// All keys, indexed in memory by the hash of the key: telling who calls takes one hash and one look-up, never the database.
/// A change takes effect with the next request. Thread-safe.
/// </summary>
public sealed partial class ApiKeyDirectory : IDisposable
{
    private const string Prefix = "kh_";

    // One transaction: a change of a config waits for it.
    private const int UsesAtOnce = 1000;

    private readonly ApiKeyIndex _index = new();
    private readonly IApiKeyStore _store;
    private readonly ITenancy _tenancy;
    private readonly TimeProvider _time;

    internal ApiKeyDirectory(IApiKeyStore store, ITenancy tenancy, TimeProvider time)
    {
        (_store, _tenancy, _time) = (store, tenancy, time);
        tenancy.Purged += _index.RemoveOrganization;
    }

    /// <summary>How many keys are in memory.</summary>
    internal int Count => _index.All.Count();

    internal bool HasSystemAdmin => _index.All.Any(known => known.Key.Role == Role.SystemAdmin && !HasExpired(known.Key, _time.GetUtcNow()));

    /// <summary>Tells who presents this key. Does no I/O.</summary>
    public Authentication Authenticate(ReadOnlySpan<char> presented) => Authenticate(KeyHash.TryCompute(presented));

    /// <summary>Newest first.</summary>
    /// <returns>Null when there is no such organisation.</returns>
    public Page<ApiKey>? List(string organization, int limit, string? cursor)
    {
        if (_tenancy.Find(organization) is not { } tenant)
        {
            return null;
        }

        var keys = _index.Of(tenant.Id)
            .SkipWhile(pair => cursor is not null && string.CompareOrdinal(pair.Key, cursor) >= 0)
            .Take(limit + 1).Select(pair => pair.Value.Current).ToArray();
        return keys.Length <= limit ? new(keys, null) : new(keys[..limit], keys[limit - 1].Id);
    }

    /// <summary>Null when the organisation has no such key.</summary>
    public ApiKey? Find(string organization, string keyId) => FindKnown(organization, keyId)?.Current;

    /// <summary>Stores when keys were last used, as far as the store does not know yet. Nothing is lost when it fails: the next call tries again.</summary>
    /// <exception cref="Storage.StorageException"/>
    public async Task SaveUseAsync(CancellationToken cancellationToken)
    {
        foreach (var batch in UnsavedUses().Chunk(UsesAtOnce))
        {
            await _store.SaveKeyUseAsync([.. batch.Select(one => one.Use)], cancellationToken);
            foreach (var (known, use) in batch)
            {
                known.Saved(use);
            }
        }
    }

    public void Dispose() => _changing.Dispose();

    internal static string NewSecret() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    internal Authentication Authenticate(KeyHash? presented)
    {
        if (presented is not { } hash || _index.Find(hash) is not { } known || _tenancy.Find(known.Key.OrganizationId) is not { } tenant)
        {
            return KeyRefusal.Unknown;
        }

        var (key, now) = (known.Key, _time.GetUtcNow());
        if (HasExpired(key, now) || tenant.IsSuspended)
        {
            return HasExpired(key, now) ? KeyRefusal.Expired : KeyRefusal.OrganizationSuspended;
        }

        known.Use(now);
        return known.CallerIn(tenant.Slug, key);
    }

    internal async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var key in await _store.LoadKeysAsync(cancellationToken))
        {
            _index.Add(key);
        }
    }

    /// <summary>A key that the settings hold: it is known while the host runs, and stored nowhere.</summary>
    internal void AddConfigured(string organization, NewApiKey wanted, string secret)
    {
        if (_tenancy.Find(organization) is { } tenant)
        {
            _index.Add(Build(tenant, wanted, secret) with { Id = ConfiguredId });
        }
    }

    /// <summary>A key whose secret is known already, because it had to be written down before it may count.</summary>
    internal Task AddKnownAsync(string organization, NewApiKey wanted, string secret, CancellationToken cancellationToken) =>
        _tenancy.Find(organization) is { } tenant
            ? AddAsync(Build(tenant, wanted, secret), organization, Actor.Host, cancellationToken)
            : throw new InvalidOperationException($"There is no organisation \"{organization}\".");

    private IEnumerable<(KnownKey Key, KeyUse Use)> UnsavedUses()
    {
        foreach (var known in _index.All)
        {
            if (known.Unsaved is { } use)
            {
                yield return (known, use);
            }
        }
    }

    private KnownKey? FindKnown(string organization, string keyId) => _tenancy.Find(organization) is { } tenant ? _index.Find(tenant.Id, keyId) : null;

    private static bool HasExpired(ApiKey key, DateTimeOffset now) => key.ExpiresAt <= now;

    private ApiKey Build(Tenant tenant, NewApiKey wanted, string secret)
    {
        var now = _time.GetUtcNow();
        return new()
        {
            Id = $"key_{Guid.CreateVersion7(now):N}",
            OrganizationId = tenant.Id,
            Name = wanted.Name,
            Role = wanted.Role,
            Subject = wanted.Subject,
            Setup = wanted.Setup,
            Models = wanted.Models,
            Limits = wanted.Limits,
            CreatedAt = now.ToMilliseconds(),
            ExpiresAt = wanted.ExpiresAt?.ToMilliseconds(),
            Hash = KeyHash.TryCompute(secret) ?? throw new ArgumentException("The key is too long.", nameof(secret)),
        };
    }

    private AuditDraft Audit(string kind, ApiKey? before, ApiKey? after, string organization, Actor actor, params ReadOnlySpan<(string Name, string? Value)> more)
    {
        var key = after ?? before ?? throw new ArgumentNullException(nameof(after));
        var data = new JsonObject { ["name"] = key.Name, ["role"] = key.Role.Wire() };
        foreach (var (name, value) in more)
        {
            data[name] = value;
        }

        return AuditLog.Draft(_time, kind, actor, organization, key.Id, data.WithDigests(before?.PublicJson(), after?.PublicJson()));
    }
}
