using KernelHost.Organizations;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace KernelHost.Kernels;

/// <summary>
/// The compiled organisations: built when first asked for, rebuilt when their config has a new version, dropped when idle.
/// The version is compared on every look-up (in memory), so an accepted change is what the next call sees. Bounded, thread-safe; two callers that
/// miss at once may both build, and either result serves.
/// </summary>
public sealed class SnapshotCache : IDisposable
{
    private readonly OrganizationDirectory _organizations;
    private readonly OrganizationConfigs _configs;
    private readonly ModelCalls _calls;
    private readonly KernelFactory _kernels;
    private readonly MemoryCache _snapshots;
    private readonly MemoryCacheEntryOptions _entry;

    internal SnapshotCache(
        OrganizationDirectory organizations, OrganizationConfigs configs, ModelCalls calls, KernelFactory kernels, IOptions<KernelsOptions> options)
    {
        (_organizations, _configs, _calls, _kernels) = (organizations, configs, calls, kernels);
        _snapshots = new(new MemoryCacheOptions { SizeLimit = options.Value.MostOrganizations });
        _entry = new() { Size = 1, SlidingExpiration = options.Value.IdleTime };
    }

    /// <summary>Null when there is no such organisation.</summary>
    public ValueTask<OrgSnapshot?> GetAsync(string slug, CancellationToken cancellationToken = default)
    {
        if (_organizations.Find(slug) is not { } organization)
        {
            return new((OrgSnapshot?)null);
        }

        // The id tells a new organisation from a purged one of the same slug.
        return _snapshots.TryGetValue(organization.Id, out OrgSnapshot? snapshot) && snapshot?.Version == organization.Version
            ? new(snapshot)
            : new(BuildAsync(organization, cancellationToken));
    }

    public void Dispose() => _snapshots.Dispose();

    private async Task<OrgSnapshot?> BuildAsync(Organization organization, CancellationToken cancellationToken)
    {
        var current = await _configs.GetAsync(organization.Slug, cancellationToken);
        var snapshot = new OrgSnapshot(organization.Slug, current.Version, current.Config, (name, setup) => new(organization.Slug, name, setup, _calls, _kernels.Create));
        return _snapshots.Set(organization.Id, snapshot, _entry);
    }
}
