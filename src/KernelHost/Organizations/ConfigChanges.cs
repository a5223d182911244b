using System.Collections.Immutable;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>The one way a config changes: checked, held to the policy, corrected, stored with its audit entry, then swapped in whole. Thread-safe.</summary>
internal sealed class ConfigChanges(
    ConfigVersions versions, OrganizationIndex index, IOrganizationStore store, StoredConfigs stored, ConfigCache cache, ChangeGate gate, UpstreamPolicy policy, IEnumerable<IConfigCheck> checks)
{
    /// <inheritdoc cref="OrganizationConfigs.Changed"/>
    public event Action<ConfigVersion>? Changed;

    /// <param name="change">Pure: from today's config.</param>
    /// <exception cref="ConfigRejectedException"/>
    /// <exception cref="LostUpdateException"/>
    /// <exception cref="OrganizationNotFoundException"/>
    public async Task<ConfigChange> MakeAsync(
        string slug, ChangeRequest request, Func<OrgConfig, ConfigDraft> change, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        var today = await versions.GetAsync(slug, cancellationToken);
        if (request.IfMatch is { } expected && expected != today.Version)
        {
            throw new LostUpdateException(slug, expected, today.Version);
        }

        var draft = KeptLimits.Apply(request.Actor, today.Config, change(today.Config));
        var changed = policy.Accept(slug, request.Actor, draft, today.Config, restored: request.RestoredFrom is not null);
        var (effective, corrections) = ModelCorrections.Apply(changed.Config);
        var found = checks.Select(check => check.Check(slug, effective, today.Config)).ToArray();
        if (found.SelectMany(one => one.Errors).ToArray() is { Length: > 0 } errors)
        {
            throw new ConfigRejectedException(draft.AsSent(errors));
        }

        ImmutableArray<ConfigProblem> all = [.. changed.Warnings, .. corrections, .. found.SelectMany(one => one.Warnings)];
        var differences = ConfigDiff.Between(today.Config, effective);
        var changesNothing = differences.IsEmpty && TrustMap.Write(today.Config) == TrustMap.Write(effective);
        return request.DryRun || changesNothing
            ? new(today.Version, effective, all)
            : new(await StoreAsync(request, today, effective, differences, cancellationToken), effective, all);
    }

    private async Task<long> StoreAsync(
        ChangeRequest request, ConfigVersion today, OrgConfig config, ImmutableArray<ConfigDifference> differences, CancellationToken cancellationToken)
    {
        var next = new ConfigVersion(today.Organization, today.Version + 1, config);
        var organization = index.Get(today.Organization) with { Version = next.Version, UpdatedAt = gate.Now };
        var summary = new VersionSummary(next.Version, organization.UpdatedAt, request.Kind, request.Actor);
        var data = request.Describe(next.Version, differences, TrustMap.Compare(today.Config, config))
            .WithDigests(ConfigJson.WritePublic(today.Config), ConfigJson.WritePublic(config));
        var audit = gate.Audit(request.Kind, request.Actor, organization.Slug, organization.Slug, data);
        await store.AddVersionAsync(organization, stored.Store(organization.Id, summary, config), audit, cancellationToken);

        cache.Add(organization.Id, next);
        index.Set(organization);
        Changed?.Invoke(next);
        return next.Version;
    }
}
