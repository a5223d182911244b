using System.Text.Json.Nodes;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>Renews the key that secrets are encrypted with: for a key ring that may have been seen by somebody, or by rule once a year. Thread-safe.</summary>
public sealed class SecretRotation
{
    private readonly IOrganizationStore _store;
    private readonly SecretProtector _protector;
    private readonly KeyRing _ring;
    private readonly ChangeGate _gate;

    internal SecretRotation(IOrganizationStore store, SecretProtector protector, KeyRing ring, ChangeGate gate) =>
        (_store, _protector, _ring, _gate) = (store, protector, ring, gate);

    /// <summary>
    /// Makes a new key and encrypts the secrets of every version of every organisation with it, all or none; calls go on meanwhile, changes wait.
    /// The older keys stay in the ring: backups need them.
    /// </summary>
    public async Task<RotatedSecrets> RotateAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        using var turn = await _gate.EnterAsync(cancellationToken);
        var key = _ring.Renew().ToString();
        var (rewritten, unreadable) = (0, 0);
        var audit = _gate.Audit("secrets.rotated", actor, Organization.SystemSlug, key, new JsonObject { ["key"] = key });
        await _store.RewriteSecretsAsync((organization, secrets) =>
        {
            var renewed = _protector.Renew(organization, secrets);
            _ = renewed is null ? unreadable++ : rewritten++;
            return renewed;
        }, audit, cancellationToken);
        return new(key, rewritten, unreadable);
    }
}

/// <param name="KeyId">The new key; its file in the ring is <c>key-{id}.xml</c>.</param>
/// <param name="Versions">Config versions whose secrets are encrypted with it now.</param>
/// <param name="Unreadable">Versions whose secrets were lost before: the key they were encrypted with is not in the ring.</param>
public sealed record RotatedSecrets(string KeyId, int Versions, int Unreadable);
