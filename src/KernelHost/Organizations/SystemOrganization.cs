using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>The one organisation that is always there, kept in step with the environment. Thread-safe.</summary>
public sealed class SystemOrganization
{
    private readonly OrganizationDirectory _directory;
    private readonly OrganizationConfigs _configs;
    private readonly SystemEnvironment _environment;

    internal SystemOrganization(OrganizationDirectory directory, OrganizationConfigs configs, IEnvironment environment) =>
        (_directory, _configs, _environment) = (directory, configs, new(environment));

    /// <summary>Reads the environment again. What a variable sets wins, the rest of the config stays; a sync that changes nothing makes no version.</summary>
    /// <exception cref="ConfigRejectedException">A variable holds something a config cannot; the old config stays.</exception>
    public Task<ConfigChange> SyncAsync(Actor actor, CancellationToken cancellationToken = default) =>
        _configs.UpdateAsync(Organization.SystemSlug, _environment.Apply, actor, "environment.synced", cancellationToken: cancellationToken);

    internal async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (_directory.Find(Organization.SystemSlug) is null)
        {
            await _directory.AddAsync(Organization.SystemSlug, "System", SystemBaseline.Config, Actor.Host, cancellationToken);
        }
    }
}
