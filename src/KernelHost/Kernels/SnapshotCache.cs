using KernelHost.Events;
using KernelHost.Organizations;
using KernelHost.Plugins;
using KernelHost.Routing;
using KernelHost.Routing.Switching;
using KernelHost.Scheduling;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace KernelHost.Kernels;

/// <summary>
/// The compiled organisations: built when first asked for, rebuilt when their config has a new version, dropped when idle.
/// The version and the overrides are compared on every look-up (in memory), so an accepted change is what the next call sees. Bounded, thread-safe; two callers that
/// miss at once may both build, and either result serves.
/// </summary>
public sealed class SnapshotCache : IDisposable
{
    private readonly OrganizationDirectory _organizations;
    private readonly OrganizationConfigs _configs;
    private readonly ModelCalls _calls;
    private readonly KernelFactory _kernels;
    private readonly ModelOverrides _overrides;
    private readonly RouteCounts _routes;
    private readonly EventJournal _events;
    private readonly PluginCatalog _plugins;
    private readonly MemoryCache _snapshots;
    private readonly MemoryCacheEntryOptions _entry;

    internal SnapshotCache(
        OrganizationDirectory organizations, OrganizationConfigs configs, ModelCalls calls, KernelFactory kernels, ModelOverrides overrides, RouteCounts routes, EventJournal events,
        PluginCatalog plugins, IOptions<KernelsOptions> options)
    {
        (_organizations, _configs, _calls, _kernels, _overrides, _routes, _events, _plugins) =
            (organizations, configs, calls, kernels, overrides, routes, events, plugins);
        _snapshots = new(new MemoryCacheOptions { SizeLimit = options.Value.MostOrganizations });
        _entry = new() { Size = 1, SlidingExpiration = options.Value.IdleTime };
        _configs.Changed += _overrides.Reconsider;
        _configs.Changed += Retry;
        _organizations.Changed += Forget;
        _plugins.Changed += DropKernels;
    }

    /// <summary>Null when there is no such organisation.</summary>
    public ValueTask<OrgSnapshot?> GetAsync(string slug, CancellationToken cancellationToken = default)
    {
        if (_organizations.Find(slug) is not { } organization)
        {
            return new((OrgSnapshot?)null);
        }

        return _snapshots.TryGetValue(slug, out OrgSnapshot? snapshot) && snapshot is not null && IsOf(snapshot, organization)
            ? new(snapshot)
            : new(BuildAsync(organization, cancellationToken));
    }

    public void Dispose()
    {
        _configs.Changed -= _overrides.Reconsider;
        _configs.Changed -= Retry;
        _organizations.Changed -= Forget;
        _plugins.Changed -= DropKernels;
        _snapshots.Dispose();
    }

    // What failed by the old config may work by the new one. The system organisation's is what others inherit from.
    private void Retry(ConfigVersion now) => _calls.Retry(now.Organization == Organization.SystemSlug ? null : now.Organization);

    // An organisation that makes no call would keep the old plugins in memory.
    private void DropKernels()
    {
        foreach (var slug in _snapshots.Keys)
        {
            if (_snapshots.TryGetValue(slug, out OrgSnapshot? snapshot))
            {
                snapshot?.DropStaleKernels();
            }
        }
    }

    // The id tells a new organisation from a purged one of the same slug.
    private bool IsOf(OrgSnapshot snapshot, Organization organization) =>
        snapshot.Id == organization.Id && snapshot.Version == organization.Version && snapshot.Overrides == _overrides.Of(organization.Slug);

    private void Forget(Organization organization)
    {
        if (organization.Status == OrganizationStatus.Deleted)
        {
            _overrides.Forget(organization.Slug);
            _calls.Forget(organization.Slug);
            _routes.Forget(organization.Slug);
            _events.Forget(organization.Slug);
        }
    }

    private async Task<OrgSnapshot?> BuildAsync(Organization organization, CancellationToken cancellationToken)
    {
        await Workers.Enter();
        var overrides = _overrides.Of(organization.Slug);
        var current = await _configs.GetAsync(organization.Slug, cancellationToken);
        var config = ModelOverrides.Apply(current.Config, overrides);
        var snapshot = new OrgSnapshot(organization, current.Version, config, overrides, (name, setup) => new(organization.Slug, name, setup, _calls, _kernels));
        return _snapshots.Set(organization.Slug, snapshot, _entry);
    }
}
