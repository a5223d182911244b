using System.Globalization;

namespace KernelHost.Security;

/// <summary>Making, changing, rotating and revoking. One at a time: what a change starts from is what it replaces.</summary>
public sealed partial class ApiKeyDirectory
{
    private const string ConfiguredId = "key_configured";

    private readonly SemaphoreSlim _changing = new(1, 1);

    /// <returns>The key with its secret; null when there is no such organisation.</returns>
    /// <exception cref="ApiKeyRuleException">The key cannot be like this.</exception>
    public async Task<CreatedApiKey?> CreateAsync(string organization, NewApiKey wanted, Actor actor, CancellationToken cancellationToken)
    {
        if (_tenancy.Find(organization) is not { } tenant)
        {
            return null;
        }

        ApiKeyRules.Check(wanted, tenant, actor);
        ApiKeyRules.CheckExpiry(wanted.ExpiresAt, _time.GetUtcNow());
        var secret = NewSecret();
        var key = Build(tenant, wanted, secret);
        await AddAsync(key, tenant.Slug, actor, cancellationToken);
        return new(key, new(secret));
    }

    /// <param name="edit">From what the key is to what it shall be; its role cannot be changed. May refuse by throwing.</param>
    /// <returns>The changed key; null when the organisation has no such key.</returns>
    /// <exception cref="ApiKeyRuleException">The key cannot be like this, or not be changed by this actor.</exception>
    public Task<ApiKey?> ChangeAsync(string organization, string keyId, Func<NewApiKey, NewApiKey> edit, Actor actor, CancellationToken cancellationToken) =>
        AlterAsync(organization, keyId, actor, async (known, tenant) =>
        {
            var wanted = edit(known.Key.Chosen);
            ApiKeyRules.Check(wanted, tenant, actor);
            if (wanted.ExpiresAt != known.Key.ExpiresAt)
            {
                ApiKeyRules.CheckExpiry(wanted.ExpiresAt, _time.GetUtcNow());
            }

            var changed = known.Key with { Name = wanted.Name, Setup = wanted.Setup, Models = wanted.Models, Limits = wanted.Limits, ExpiresAt = wanted.ExpiresAt?.ToMilliseconds() };
            var differences = Differences(known.Key, changed);
            if (differences.Length == 0)
            {
                return known.Current;
            }

            if (!await _store.UpdateKeyAsync(changed, Audit("key.changed", known.Key, changed, tenant.Slug, actor, ("changed", differences)), cancellationToken))
            {
                return null;
            }

            known.Key = changed;
            return known.Current;
        }, cancellationToken);

    /// <summary>Makes a key that may do the same, with a new secret; the old one ends after <paramref name="overlap"/>, or when it would have anyway.</summary>
    /// <param name="check">May refuse what the successor would be by throwing.</param>
    /// <returns>The successor with its secret; null when the organisation has no such key.</returns>
    /// <exception cref="ApiKeyRuleException">It has expired, was rotated already, is the settings', or may do more than this actor.</exception>
    public Task<CreatedApiKey?> RotateAsync(
        string organization, string keyId, TimeSpan overlap, Action<NewApiKey> check, Actor actor, CancellationToken cancellationToken) =>
        AlterAsync(organization, keyId, actor, async (known, tenant) =>
        {
            var now = _time.GetUtcNow();
            ApiKeyRules.CheckMayRotate(known.Key, now);
            check(known.Key.Chosen);
            var secret = NewSecret();
            var successor = Build(tenant, known.Key.Chosen, secret) with { Replaces = keyId };
            var end = (now + overlap).ToMilliseconds();
            var old = known.Key with { ReplacedBy = successor.Id, ExpiresAt = known.Key.ExpiresAt < end ? known.Key.ExpiresAt : end };
            var audit = Audit("key.rotated", known.Key, old, tenant.Slug, actor,
                ("replaced_by", successor.Id), ("expires_at", old.ExpiresAt?.ToString("O", CultureInfo.InvariantCulture)), ("successor", AuditDigest.Of(successor.PublicJson())));
            if (!await _store.ReplaceKeyAsync(old, successor, audit, cancellationToken))
            {
                return null;
            }

            _index.Add(successor);
            known.Key = old;
            return new CreatedApiKey(successor, new(secret));
        }, cancellationToken);

    /// <returns>False when no such key of the organisation is stored: the one that the settings hold stays until they no longer do.</returns>
    /// <exception cref="ApiKeyRuleException">It may do more than this actor.</exception>
    public async Task<bool> RevokeAsync(string organization, string keyId, Actor actor, CancellationToken cancellationToken)
    {
        using var turn = await EnterAsync(cancellationToken);
        if (FindKnown(organization, keyId) is not { Key: var key })
        {
            return false;
        }

        ApiKeyRules.CheckMayTouch(key, actor);
        var removed = await _store.RemoveKeyAsync(keyId, Audit("key.revoked", key, null, organization, actor), cancellationToken);
        if (removed)
        {
            _index.Remove(key);
        }

        return removed;
    }

    private async Task<T?> AlterAsync<T>(string organization, string keyId, Actor actor, Func<KnownKey, Tenant, Task<T?>> alter, CancellationToken cancellationToken)
        where T : class
    {
        using var turn = await EnterAsync(cancellationToken);
        if (_tenancy.Find(organization) is not { } tenant || _index.Find(tenant.Id, keyId) is not { } known)
        {
            return null;
        }

        ApiKeyRules.CheckMayTouch(known.Key, actor);
        return keyId == ConfiguredId
            ? throw new ApiKeyRuleException("configured_key", "This key is the setting KernelHost:AdminKey: change the setting and start the host again.")
            : await alter(known, tenant);
    }

    private async Task AddAsync(ApiKey key, string organization, Actor actor, CancellationToken cancellationToken)
    {
        await _store.AddKeyAsync(key, Audit("key.created", null, key, organization, actor), cancellationToken);
        _index.Add(key);
    }

    private async Task<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        return new(_changing);
    }

    private static string Differences(ApiKey before, ApiKey after) => string.Join(", ", new[]
    {
        before.Name == after.Name ? null : "name",
        before.Setup == after.Setup ? null : "setup",
        Listed(before) == Listed(after) ? null : "models",
        before.Limits == after.Limits ? null : "limits",
        before.ExpiresAt == after.ExpiresAt ? null : "expires_at",
    }.OfType<string>());

    private static string? Listed(ApiKey key) => key.Models is { } models ? string.Join('\n', models) : null;

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
