using System.Collections.Immutable;
using System.Text.Json.Nodes;
using KernelHost.Security;
using Microsoft.Extensions.Options;

namespace KernelHost.Organizations;

/// <summary>Which organisations there are. Reading is from memory; a change is stored durably with its audit entry before it shows. Thread-safe.</summary>
public sealed class OrganizationDirectory
{
    private readonly OrganizationIndex _index;
    private readonly IOrganizationStore _store;
    private readonly OrganizationConfigs _configs;
    private readonly StoredConfigs _stored;
    private readonly ChangeGate _gate;
    private readonly OrganizationsOptions _options;
    private readonly IEnumerable<IConfigCheck> _checks;

    internal OrganizationDirectory(
        OrganizationIndex index, IOrganizationStore store, OrganizationConfigs configs, StoredConfigs stored, ChangeGate gate, IOptions<OrganizationsOptions> options,
        IEnumerable<IConfigCheck> checks) =>
        (_index, _store, _configs, _stored, _gate, _options, _checks) = (index, store, configs, stored, gate, options.Value, checks);

    /// <summary>Raised when an organisation was renamed, suspended, resumed, deleted or purged; quick and does not throw.</summary>
    public event Action<Organization>? Changed;

    /// <summary>Raised when an organisation is gone for good, after <see cref="Changed"/>; does not throw.</summary>
    public event Action<Organization>? Purged;

    /// <summary>Null when there is none, or it is deleted.</summary>
    public Organization? Find(string slug) => _index.FindLive(slug);

    /// <summary>When it will be purged; null when it is not deleted.</summary>
    public DateTimeOffset? PurgeAt(Organization organization) => organization.Status == OrganizationStatus.Deleted ? organization.UpdatedAt + _options.KeepDeleted : null;

    /// <summary>By slug.</summary>
    public Page<Organization> List(int limit, string? cursor, OrganizationFilter filter)
    {
        var found = _index.All
            .Where(one => (cursor is null || string.CompareOrdinal(one.Slug, cursor) > 0) && filter.Shows(one))
            .OrderBy(one => one.Slug, StringComparer.Ordinal).Take(limit + 1).ToArray();
        return found.Length <= limit ? new(found, null) : new(found[..limit], found[limit - 1].Slug);
    }

    /// <param name="utf8Config">Its config; null = it inherits the system organisation's baseline.</param>
    /// <exception cref="OrganizationRuleException"><c>invalid_slug</c>, <c>invalid_name</c>, <c>slug_taken</c>.</exception>
    /// <exception cref="ConfigRejectedException"/>
    public async Task<CreatedOrganization> CreateAsync(
        string slug, string name, ReadOnlyMemory<byte>? utf8Config, Actor actor, CancellationToken cancellationToken = default)
    {
        OrganizationRules.CheckSlug(slug);
        name = OrganizationRules.Name(name);
        var (given, warnings) = utf8Config is { } json ? ConfigJson.Parse(json) : (null, []);
        var system = await _configs.GetAsync(Organization.SystemSlug, cancellationToken);
        var first = given is null
            ? NewOrganizationConfig.Inherit(system.Config, _options.InheritProviderKeys)
            : NewOrganizationConfig.Complete(ConfigTrust.WrittenBy(actor, SecretCarryOver.First(given)), system.Config, _options.InheritProviderKeys);
        var (config, corrections) = ModelCorrections.Apply(first);
        var found = _checks.Select(check => check.Check(slug, config, null)).ToArray();
        if (found.SelectMany(one => one.Errors).ToImmutableArray() is { Length: > 0 } errors)
        {
            throw new ConfigRejectedException(errors);
        }

        return new(await AddAsync(slug, name, config, actor, cancellationToken), [.. warnings, .. corrections, .. found.SelectMany(one => one.Warnings)]);
    }

    /// <summary>Renames, suspends, resumes; a deleted organisation comes back by being made active.</summary>
    /// <exception cref="OrganizationNotFoundException"/>
    /// <exception cref="OrganizationRuleException"><c>invalid_name</c>, <c>system_organization</c>.</exception>
    public async Task<Organization> UpdateAsync(string slug, OrganizationUpdate update, Actor actor, CancellationToken cancellationToken = default)
    {
        using var turn = await _gate.EnterAsync(cancellationToken);
        var before = (update.Status == OrganizationStatus.Active ? _index.FindAny(slug) : null) ?? _index.Get(slug);
        var after = before with { Name = update.Name is { } name ? OrganizationRules.Name(name) : before.Name, Status = update.Status ?? before.Status };
        if (after.Status != OrganizationStatus.Active)
        {
            OrganizationRules.CheckNotSystem(after);
        }

        return after == before ? before : await SetAsync(before, after with { UpdatedAt = _gate.Now }, actor, cancellationToken);
    }

    /// <summary>Hides it and stops its keys. It can be made active again until it is purged.</summary>
    public Task DeleteAsync(string slug, Actor actor, CancellationToken cancellationToken = default) =>
        UpdateAsync(slug, new(Status: OrganizationStatus.Deleted), actor, cancellationToken);

    /// <summary>Removes it for good with its history and keys, deleted before or not; its slug is free again. Its audit entries stay.</summary>
    public async Task PurgeAsync(string slug, Actor actor, CancellationToken cancellationToken = default)
    {
        using var turn = await _gate.EnterAsync(cancellationToken);
        var organization = _index.FindAny(slug) ?? throw new OrganizationNotFoundException(slug);
        OrganizationRules.CheckNotSystem(organization);
        await RemoveAsync(organization, actor, cancellationToken);
    }

    internal async Task LoadAsync(CancellationToken cancellationToken)
    {
        foreach (var organization in await _store.LoadOrganizationsAsync(cancellationToken))
        {
            _index.Set(organization);
        }
    }

    internal async Task PurgeExpiredAsync(CancellationToken cancellationToken)
    {
        foreach (var expired in _index.All.Where(IsExpired).ToArray())
        {
            using var turn = await _gate.EnterAsync(cancellationToken);

            // Somebody may have brought it back, or purged it, since the list was made.
            if (_index.FindAny(expired.Slug) is { } still && IsExpired(still))
            {
                await RemoveAsync(still, Actor.Host, cancellationToken);
            }
        }
    }

    internal async Task<Organization> AddAsync(string slug, string name, OrgConfig config, Actor actor, CancellationToken cancellationToken)
    {
        using var turn = await _gate.EnterAsync(cancellationToken);
        if (_index.FindAny(slug) is { } taken)
        {
            throw new OrganizationRuleException("slug_taken", taken.Status == OrganizationStatus.Deleted
                ? $"\"{slug}\" was deleted but not purged: purge it, or make it active again."
                : $"There is an organisation \"{slug}\" already.");
        }

        var now = _gate.Now;
        Organization organization = new() { Id = Guid.CreateVersion7(now), Slug = slug, Name = name, Version = 1, CreatedAt = now, UpdatedAt = now };
        var first = _stored.Store(organization.Id, new(1, now, "organization.created", actor), config);
        var audit = _gate.Audit("organization.created", actor, slug, slug, new JsonObject { ["name"] = organization.Name, ["config"] = AuditDigest.Of(first.Json) }
            .WithDigests(null, organization.PublicJson()));
        await _store.AddOrganizationAsync(organization, first, audit, cancellationToken);
        _index.Set(organization);
        return organization;
    }

    private bool IsExpired(Organization organization) => PurgeAt(organization) <= _gate.Now;

    private async Task RemoveAsync(Organization organization, Actor actor, CancellationToken cancellationToken)
    {
        var audit = _gate.Audit("organization.purged", actor, organization.Slug, organization.Slug, new JsonObject().WithDigests(organization.PublicJson(), null));
        await _store.PurgeOrganizationAsync(organization.Id, audit, cancellationToken);
        _index.Remove(organization);
        Changed?.Invoke(organization with { Status = OrganizationStatus.Deleted });
        Purged?.Invoke(organization);
    }

    private async Task<Organization> SetAsync(Organization before, Organization organization, Actor actor, CancellationToken cancellationToken)
    {
        var audit = _gate.Audit(Kind(before, organization), actor, organization.Slug, organization.Slug, new JsonObject { ["name"] = organization.Name }
            .WithDigests(before.PublicJson(), organization.PublicJson()));
        await _store.UpdateOrganizationAsync(organization, audit, cancellationToken);
        _index.Set(organization);
        Changed?.Invoke(organization);
        return organization;
    }

    private static string Kind(Organization before, Organization after) => (before.Status, after.Status) switch
    {
        (OrganizationStatus.Deleted, _) => "organization.undeleted",
        (_, OrganizationStatus.Deleted) => "organization.deleted",
        (OrganizationStatus.Active, OrganizationStatus.Suspended) => "organization.suspended",
        (OrganizationStatus.Suspended, OrganizationStatus.Active) => "organization.resumed",
        _ => "organization.renamed",
    };
}

/// <summary>An organisation just made, with what was corrected in the config it was given.</summary>
public sealed record CreatedOrganization(Organization Organization, ImmutableArray<ConfigProblem> Warnings);
