using System.Globalization;

namespace KernelHost.Organizations;

/// <summary>The versions of every organisation's config: the one in force from memory while it is in use, older ones from the store. Thread-safe.</summary>
internal sealed class ConfigVersions(OrganizationIndex index, IOrganizationStore store, StoredConfigs stored, ConfigCache cache)
{
    /// <exception cref="OrganizationNotFoundException"/>
    public void RequireOrganization(string slug) => index.Get(slug);

    /// <summary>The version in force.</summary>
    /// <exception cref="OrganizationNotFoundException"/>
    public ValueTask<ConfigVersion> GetAsync(string slug, CancellationToken cancellationToken)
    {
        var organization = index.Get(slug);
        return cache.Find(organization.Id, organization.Version) is { } cached
            ? ValueTask.FromResult(cached)
            : new(LoadAsync(organization, organization.Version, cancellationToken));
    }

    /// <exception cref="ConfigVersionNotFoundException"/>
    public Task<ConfigVersion> GetAsync(string slug, long version, CancellationToken cancellationToken) =>
        LoadAsync(index.Get(slug), version, cancellationToken);

    /// <summary>Newest first.</summary>
    public async Task<Page<VersionSummary>> ListAsync(string slug, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var before = long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : long.MaxValue;
        var found = await store.ListVersionsAsync(index.Get(slug).Id, before, limit + 1, cancellationToken);
        return found.Count <= limit
            ? new(found, null)
            : new([.. found.Take(limit)], found[limit - 1].Version.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<ConfigVersion> LoadAsync(Organization organization, long version, CancellationToken cancellationToken)
    {
        var found = await store.FindVersionAsync(organization.Id, version, cancellationToken)
            ?? throw new ConfigVersionNotFoundException(organization.Slug, version);
        var loaded = stored.Load(organization, found);
        if (version == organization.Version)
        {
            cache.Add(organization.Id, loaded);
        }

        return loaded;
    }
}
