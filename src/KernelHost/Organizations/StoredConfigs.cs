using System.Collections.Immutable;
using KernelHost.Security;
using Microsoft.Extensions.Logging;

namespace KernelHost.Organizations;

/// <summary>Takes a config apart for the store (JSON without secrets, secrets encrypted) and puts it together again.</summary>
internal sealed partial class StoredConfigs(SecretProtector protector, ILogger<StoredConfigs> logger)
{
    // Cannot occur in a path's names, which are shown with it escaped.
    private const char Separator = '\n';

    public StoredConfig Store(Guid organizationId, VersionSummary summary, OrgConfig config)
    {
        var secrets = ConfigSecrets.Collect(config).Values
            .SelectMany(holder => holder.Secrets.Select(secret => KeyValuePair.Create(holder.Path + Separator + secret.Key, secret.Value.Reveal())))
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
        return new(summary, ConfigJson.WritePublic(config), protector.Protect(organizationId, secrets));
    }

    public ConfigVersion Load(Organization organization, StoredConfig stored)
    {
        var config = ConfigJson.ReadStored(stored.Json);
        return new(organization.Slug, stored.Number, stored.Secrets is null ? config : WithSecrets(organization, config, stored.Secrets));
    }

    private OrgConfig WithSecrets(Organization organization, OrgConfig config, byte[] encrypted)
    {
        if (protector.Unprotect(organization.Id, encrypted) is not { } secrets)
        {
            LogSecretsLost(organization.Slug);
            return config;
        }

        var byHolder = secrets.ToLookup(
            pair => pair.Key[..pair.Key.LastIndexOf(Separator)],
            pair => KeyValuePair.Create(pair.Key[(pair.Key.LastIndexOf(Separator) + 1)..], new Secret(pair.Value)));
        return ConfigSecrets.Map(config, holder => byHolder[holder.Path].ToImmutableDictionary());
    }

    [LoggerMessage(LogLevel.Error, "The secrets of organisation {Organization} cannot be decrypted: the key ring they were encrypted with is not there. Give the keys again.")]
    private partial void LogSecretsLost(string organization);
}
