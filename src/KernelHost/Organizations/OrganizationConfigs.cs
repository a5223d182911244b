using System.Collections.Immutable;
using System.Text.Json;
using KernelHost.Organizations.LlamaFarm;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>
/// The configs of all organisations with their history. Reading a config in use is a look-up in memory. A change is checked, corrected,
/// stored durably with its audit entry, and then swapped in whole; what holds an old version keeps it. Thread-safe.
/// </summary>
public sealed class OrganizationConfigs
{
    private const string Imported = "config.imported";

    private readonly ConfigVersions _versions;
    private readonly ConfigChanges _changes;

    internal OrganizationConfigs(ConfigVersions versions, ConfigChanges changes) => (_versions, _changes) = (versions, changes);

    /// <summary>Raised after a new version took effect, on the thread that made the change; handlers are quick and do not throw.</summary>
    public event Action<ConfigVersion>? Changed
    {
        add => _changes.Changed += value;
        remove => _changes.Changed -= value;
    }

    /// <exception cref="OrganizationNotFoundException"/>
    public ValueTask<ConfigVersion> GetAsync(string slug, CancellationToken cancellationToken = default) => _versions.GetAsync(slug, cancellationToken);

    /// <summary>Replaces the config by what a client sent. Secrets it leaves out stay, see <see cref="ConfigJson"/>.</summary>
    /// <param name="ifMatch">The version the client read; null = whatever is there.</param>
    /// <param name="dryRun">Check and correct only.</param>
    /// <exception cref="ConfigRejectedException"/>
    /// <exception cref="LostUpdateException"/>
    /// <exception cref="OrganizationNotFoundException"/>
    public Task<ConfigChange> PutAsync(
        string slug, ReadOnlyMemory<byte> utf8Json, long? ifMatch, bool dryRun, Actor actor, CancellationToken cancellationToken = default)
    {
        _versions.RequireOrganization(slug);
        var sent = ConfigJson.Read(utf8Json);
        return EditAsync(slug, new("config.changed", actor, ifMatch, dryRun), _ => sent, cancellationToken);
    }

    /// <summary>Takes an exported config: as <see cref="PutAsync"/>, with a warning for each secret that the export left out and that is not here either.</summary>
    /// <exception cref="ConfigRejectedException"/>
    /// <exception cref="LostUpdateException"/>
    /// <exception cref="OrganizationNotFoundException"/>
    public Task<ConfigChange> ImportAsync(
        string slug, ReadOnlyMemory<byte> utf8Json, long? ifMatch, bool dryRun, Actor actor, CancellationToken cancellationToken = default)
    {
        _versions.RequireOrganization(slug);
        var sent = ConfigJson.Read(utf8Json);
        var expected = LeftOutSecrets.ExpectedBy(JsonElement.Parse(utf8Json.Span));
        return EditAsync(slug, new(Imported, actor, ifMatch, dryRun, Expected: expected), _ => sent, cancellationToken);
    }

    /// <summary>Takes a <c>llamafarm.yaml</c> as one of the setups.</summary>
    /// <exception cref="ConfigRejectedException">Paths are the file's own.</exception>
    /// <exception cref="LostUpdateException"/>
    /// <exception cref="OrganizationNotFoundException"/>
    public Task<ConfigChange> ImportLlamaFarmAsync(
        string slug, ReadOnlyMemory<byte> utf8Yaml, ImportTarget target, long? ifMatch, bool dryRun, Actor actor, CancellationToken cancellationToken = default)
    {
        _versions.RequireOrganization(slug);
        var document = YamlReader.Read(utf8Yaml.Span);
        var expected = new HashSet<string>(StringComparer.Ordinal);
        return EditAsync(slug, new(Imported, actor, ifMatch, dryRun, Expected: expected), today =>
        {
            var (sent, json) = LlamaFarmImport.Read(document, today, target);
            expected.UnionWith(LeftOutSecrets.ExpectedBy(JsonSerializer.SerializeToElement(json)));
            return sent;
        }, cancellationToken);
    }

    /// <summary>Changes a part of the config. Secrets are in what <paramref name="edit"/> gets and stay in what it gives back; where an address changed they are cleared.</summary>
    /// <param name="edit">Pure.</param>
    /// <param name="kind">What the audit log calls it: <c>settings.changed</c>, <c>model.switched</c>, …</param>
    public Task<ConfigChange> UpdateAsync(
        string slug, Func<OrgConfig, OrgConfig> edit, Actor actor, string kind = "config.changed", long? ifMatch = null, bool dryRun = false, CancellationToken cancellationToken = default) =>
        UpdateAsync(slug, today => (edit(today), []), actor, kind, ifMatch, dryRun, cancellationToken);

    /// <inheritdoc cref="UpdateAsync(string, Func{OrgConfig, OrgConfig}, Actor, string, long?, bool, CancellationToken)"/>
    /// <param name="edit">Pure. Gives the warnings it has too.</param>
    public Task<ConfigChange> UpdateAsync(
        string slug, Func<OrgConfig, (OrgConfig, ImmutableArray<ConfigProblem>)> edit, Actor actor, string kind, long? ifMatch, bool dryRun, CancellationToken cancellationToken) =>
        _changes.MakeAsync(slug, new(kind, actor, ifMatch, dryRun), today => ConfigEdit.Apply(today, edit), cancellationToken);

    /// <summary>Makes an old version the newest one again, with today's secrets where the address is the same.</summary>
    /// <exception cref="ConfigVersionNotFoundException"/>
    public async Task<ConfigChange> RestoreAsync(string slug, long version, Actor actor, long? ifMatch = null, bool dryRun = false, CancellationToken cancellationToken = default)
    {
        var old = await GetVersionAsync(slug, version, cancellationToken);
        return await _changes.MakeAsync(slug, new("config.restored", actor, ifMatch, dryRun, RestoredFrom: version),
            today =>
            {
                var (config, restored) = SecretCarryOver.Restore(old.Config, today, actor);
                return new(config, restored, []);
            }, cancellationToken);
    }

    /// <summary>Newest first.</summary>
    public Task<Page<VersionSummary>> ListVersionsAsync(string slug, int limit, string? cursor, CancellationToken cancellationToken = default) =>
        _versions.ListAsync(slug, limit, cursor, cancellationToken);

    /// <exception cref="ConfigVersionNotFoundException"/>
    public Task<ConfigVersion> GetVersionAsync(string slug, long version, CancellationToken cancellationToken = default) =>
        _versions.GetAsync(slug, version, cancellationToken);

    /// <exception cref="ConfigVersionNotFoundException"/>
    public async Task<ImmutableArray<ConfigDifference>> DiffAsync(string slug, long from, long to, CancellationToken cancellationToken = default)
    {
        var before = await GetVersionAsync(slug, from, cancellationToken);
        var after = await GetVersionAsync(slug, to, cancellationToken);
        return ConfigDiff.Between(before.Config, after.Config);
    }

    /// <summary>A change that leaves out what it does not know: secrets.</summary>
    private Task<ConfigChange> EditAsync(
        string slug, ChangeRequest request, Func<OrgConfig, ConfigDraft> read, CancellationToken cancellationToken) =>
        _changes.MakeAsync(slug, request, today =>
        {
            var sent = read(today);
            var (config, cleared) = SecretCarryOver.Edit(sent.Config, today);
            var missing = LeftOutSecrets.Missing(request.Expected, config).ExceptBy(cleared.Select(one => one.Path), one => one.Path);
            return sent with { Config = config, Warnings = [.. sent.Warnings, .. cleared, .. missing] };
        }, cancellationToken);
}
