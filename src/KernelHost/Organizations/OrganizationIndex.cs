using System.Collections.Concurrent;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>Every organisation, deleted ones too, in memory: a few hundred bytes each. Entries are immutable and swapped whole. Thread-safe.</summary>
internal sealed class OrganizationIndex : ITenancy
{
    private readonly ConcurrentDictionary<string, Organization> _bySlug = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, string> _slugs = new();

    public event Action<Guid>? Purged;

    public IEnumerable<Organization> All => _bySlug.Select(pair => pair.Value);

    public Organization? FindAny(string slug) => _bySlug.GetValueOrDefault(slug);

    public Organization? FindLive(string slug) => FindAny(slug) is { Status: not OrganizationStatus.Deleted } live ? live : null;

    public Organization Get(string slug) => FindLive(slug) ?? throw new OrganizationNotFoundException(slug);

    public void Set(Organization organization)
    {
        _bySlug[organization.Slug] = organization;
        _slugs[organization.Id] = organization.Slug;
    }

    public void Remove(Organization organization)
    {
        _bySlug.TryRemove(organization.Slug, out _);
        _slugs.TryRemove(organization.Id, out _);
        Purged?.Invoke(organization.Id);
    }

    Tenant? ITenancy.Find(Guid organizationId) => _slugs.TryGetValue(organizationId, out var slug) ? ((ITenancy)this).Find(slug) : null;

    Tenant? ITenancy.Find(string slug) => FindLive(slug) is { } live
        ? new(live.Id, live.Slug, live.IsSystem, live.Status == OrganizationStatus.Suspended)
        : null;
}
