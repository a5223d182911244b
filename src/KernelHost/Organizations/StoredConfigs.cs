using System.Collections.Immutable;
using KernelHost.Security;
using Microsoft.Extensions.Logging;

namespace KernelHost.Organizations;

/// <summary>Takes a config apart for the store (JSON without secrets, secrets encrypted, what of it is trusted) and puts it together again.</summary>
internal sealed partial class StoredConfigs(SecretProtector protector, ILogger<StoredConfigs> logger)
{
    // Among the encrypted secrets, beside the holders' paths, which all start with "$": where each holder's secrets go. Whoever can write only the database
    // can change an address there, and the host would send them the key. Versions from before have no such entry.
    private const string Destinations = "destinations";

    public StoredConfig Store(Guid organizationId, VersionSummary summary, OrgConfig config)
    {
        var secrets = new SecretsByHolder();
        var destinations = new Dictionary<string, string>();
        foreach (var holder in ConfigSecrets.Collect(config).Values.Where(holder => !holder.Secrets.IsEmpty))
        {
            secrets[holder.Path] = holder.Secrets.ToDictionary(secret => secret.Key, secret => secret.Value.Reveal());
            destinations[holder.Path] = holder.Destination;
        }

        if (destinations.Count > 0)
        {
            secrets[Destinations] = destinations;
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

        var destinations = secrets.GetValueOrDefault(Destinations);
        return ConfigSecrets.Map(config, holder =>
        {
            if (!secrets.TryGetValue(holder.Path, out var kept))
            {
                return holder.Secrets;
            }

            if (destinations is not null && destinations.GetValueOrDefault(holder.Path) != holder.Destination)
            {
                LogSecretsElsewhere(organization.Slug, holder.Path);
                return holder.Secrets;
            }

            return kept.ToImmutableDictionary(secret => secret.Key, secret => new Secret(secret.Value));
        });
    }

    [LoggerMessage(LogLevel.Error, "The secrets of organisation {Organization} cannot be decrypted: the key ring they were encrypted with is not there. Give the keys again.")]
    private partial void LogSecretsLost(string organization);

    [LoggerMessage(LogLevel.Error, "The secrets of organisation {Organization} at {Path} were stored for another address than the database has now, and are not used. If nobody wrote to the database, give them again.")]
    private partial void LogSecretsElsewhere(string organization, string path);
}
