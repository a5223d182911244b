using System.Collections.Immutable;
using KernelHost.Security;
using Microsoft.Extensions.Logging;

namespace KernelHost.Organizations;

/// <summary>Takes a config apart for the store (JSON without secrets, secrets encrypted, what of it is trusted) and puts it together again.</summary>
internal sealed partial class StoredConfigs(SecretProtector protector, ILogger<StoredConfigs> logger)
{
    public StoredConfig Store(Guid organizationId, VersionSummary summary, OrgConfig config)
    {
        var secrets = new SecretsByHolder();
        foreach (var holder in ConfigSecrets.Collect(config).Values.Where(holder => !holder.Secrets.IsEmpty))
        {
            secrets[holder.Path] = holder.Secrets.ToDictionary(secret => secret.Key, secret => secret.Value.Reveal());
        }

        return new(summary, ConfigJson.WritePublic(config), protector.Protect(organizationId, secrets), TrustMap.Write(config));
    }

    public ConfigVersion Load(Organization organization, StoredConfig stored)
    {
        var config = ConfigJson.ReadStored(stored.Json);
        var whole = stored.Secrets is null ? config : WithSecrets(organization, config, stored.Secrets);
        return new(organization.Slug, stored.Number, TrustMap.Read(whole, stored.Trusted, stored.Summary.Actor));
    }

    private OrgConfig WithSecrets(Organization organization, OrgConfig config, byte[] encrypted)
    {
        if (protector.Unprotect(organization.Id, encrypted) is not { } secrets)
        {
            LogSecretsLost(organization.Slug);
            return config;
        }

        return ConfigSecrets.Map(config, holder => secrets.TryGetValue(holder.Path, out var kept)
            ? kept.ToImmutableDictionary(secret => secret.Key, secret => new Secret(secret.Value))
            : holder.Secrets);
    }

    [LoggerMessage(LogLevel.Error, "The secrets of organisation {Organization} cannot be decrypted: the key ring they were encrypted with is not there. Give the keys again.")]
    private partial void LogSecretsLost(string organization);
}
