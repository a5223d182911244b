using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>
/// Where organisations and their config versions are kept. A change and its audit entry are stored together or not at all;
/// when a method returns, the change survives a crash.
/// </summary>
internal interface IOrganizationStore
{
    /// <summary>All of them, deleted ones too, without their configs.</summary>
    Task<IReadOnlyList<Organization>> LoadOrganizationsAsync(CancellationToken cancellationToken);

    /// <exception cref="OrganizationRuleException"><c>slug_taken</c>.</exception>
    Task AddOrganizationAsync(Organization organization, StoredConfig first, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Stores name, status and time; not the version.</summary>
    Task UpdateOrganizationAsync(Organization organization, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Removes it with its versions and keys; its audit entries stay.</summary>
    Task PurgeOrganizationAsync(Guid id, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Adds the version after <c>config.Number - 1</c>.</summary>
    /// <exception cref="LostUpdateException">That is not the organisation's version any more.</exception>
    Task AddVersionAsync(Organization organization, StoredConfig config, AuditDraft audit, CancellationToken cancellationToken);

    Task<StoredConfig?> FindVersionAsync(Guid id, long number, CancellationToken cancellationToken);

    /// <summary>Replaces the secrets of every version of every organisation, deleted ones too, in one transaction.</summary>
    /// <param name="rewrite">From an organisation's id and its encrypted secrets; null leaves them as they are.</param>
    Task RewriteSecretsAsync(Func<Guid, byte[], byte[]?> rewrite, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Newest first, those before <paramref name="before"/>.</summary>
    Task<IReadOnlyList<VersionSummary>> ListVersionsAsync(Guid id, long before, int limit, CancellationToken cancellationToken);
}

/// <summary>One version as it is stored.</summary>
/// <param name="Json">The config without secrets, UTF-8.</param>
/// <param name="Secrets">Its secrets, encrypted; null when it has none.</param>
/// <param name="Trusted">What of it is trusted, as JSON (<see cref="TrustMap"/>); null in versions from before there was trust.</param>
internal sealed record StoredConfig(VersionSummary Summary, byte[] Json, byte[]? Secrets, string? Trusted = null)
{
    public long Number => Summary.Version;
}

/// <summary>Who made a version, when, and how (<c>config.changed</c>, <c>config.restored</c>, …).</summary>
public sealed record VersionSummary(long Version, DateTimeOffset CreatedAt, string Kind, Actor Actor);
