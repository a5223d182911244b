using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>Every secret an organisation's config holds, for whoever has to take them out of foreign text. Thread-safe.</summary>
public sealed class KnownSecrets
{
    private readonly OrganizationConfigs _configs;
    private readonly EnvironmentSecrets _environment;

    internal KnownSecrets(OrganizationConfigs configs, EnvironmentSecrets environment) => (_configs, _environment) = (configs, environment);

    /// <summary>Those in force, and what the variables that they name hold just now.</summary>
    /// <exception cref="OrganizationNotFoundException">There is no such organisation.</exception>
    public async Task<IReadOnlyList<Secret>> OfAsync(string organization, CancellationToken cancellationToken = default)
    {
        var written = ConfigSecrets.Collect((await _configs.GetAsync(organization, cancellationToken)).Config).Values.SelectMany(holder => holder.Secrets.Values);
        return [.. written.Select(secret => Resolve(secret, organization))];
    }

    // Whoever wrote it: what is hidden need not be allowed.
    private Secret Resolve(Secret written, string organization) =>
        _environment.Resolve(written, trusted: true, organization).Value ?? _environment.Resolve(written, trusted: false, organization).Value ?? written;
}
