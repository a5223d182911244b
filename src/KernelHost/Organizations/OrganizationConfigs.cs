using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
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

    // In the audit log; more says no more.
    private const int ListedChanges = 50;

    private readonly OrganizationIndex _index;
    private readonly IOrganizationStore _store;
    private readonly StoredConfigs _stored;
    private readonly ConfigCache _cache;
    private readonly ChangeGate _gate;
    private readonly UpstreamPolicy _policy;

    internal OrganizationConfigs(
        OrganizationIndex index, IOrganizationStore store, StoredConfigs stored, ConfigCache cache, ChangeGate gate, UpstreamPolicy policy) =>
        (_index, _store, _stored, _cache, _gate, _policy) = (index, store, stored, cache, gate, policy);

    /// <summary>Raised after a new version took effect, on the thread that made the change; handlers are quick and do not throw.</summary>
    public event Action<ConfigVersion>? Changed;

    /// <exception cref="OrganizationNotFoundException"/>
    public ValueTask<ConfigVersion> GetAsync(string slug, CancellationToken cancellationToken = default)
    {
        var organization = _index.Get(slug);
        return _cache.Find(organization.Id, organization.Version) is { } cached
            ? ValueTask.FromResult(cached)
            : new(LoadAsync(organization, organization.Version, cancellationToken));
    }

    /// <summary>Replaces the config by what a client sent. Secrets it leaves out stay, see <see cref="ConfigJson"/>.</summary>
    /// <param name="ifMatch">The version the client read; null = whatever is there.</param>
    /// <param name="dryRun">Check and correct only.</param>
    /// <exception cref="ConfigRejectedException"/>
    /// <exception cref="LostUpdateException"/>
    /// <exception cref="OrganizationNotFoundException"/>
    public Task<ConfigChange> PutAsync(
        string slug, ReadOnlyMemory<byte> utf8Json, long? ifMatch, bool dryRun, Actor actor, CancellationToken cancellationToken = default)
    {
        _index.Get(slug);
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
        _index.Get(slug);
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
        _index.Get(slug);
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
        ChangeAsync(slug, new(kind, actor, ifMatch, dryRun), today => ConfigEdit.Apply(today, edit), cancellationToken);

    /// <summary>Makes an old version the newest one again, with today's secrets where the address is the same.</summary>
    /// <exception cref="ConfigVersionNotFoundException"/>
    public async Task<ConfigChange> RestoreAsync(string slug, long version, Actor actor, long? ifMatch = null, CancellationToken cancellationToken = default)
    {
        var old = await GetVersionAsync(slug, version, cancellationToken);
        return await ChangeAsync(slug, new("config.restored", actor, ifMatch, RestoredFrom: version),
            today =>
            {
                var (config, restored) = SecretCarryOver.Restore(old.Config, today);
                return new(config, restored, []);
            }, cancellationToken);
    }

    /// <summary>Newest first.</summary>
    public async Task<Page<VersionSummary>> ListVersionsAsync(string slug, int limit, string? cursor, CancellationToken cancellationToken = default)
    {
        var before = long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : long.MaxValue;
        var found = await _store.ListVersionsAsync(_index.Get(slug).Id, before, limit + 1, cancellationToken);
        return found.Count <= limit
            ? new(found, null)
            : new([.. found.Take(limit)], found[limit - 1].Version.ToString(CultureInfo.InvariantCulture));
    }

    /// <exception cref="ConfigVersionNotFoundException"/>
    public Task<ConfigVersion> GetVersionAsync(string slug, long version, CancellationToken cancellationToken = default) =>
        LoadAsync(_index.Get(slug), version, cancellationToken);

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
        ChangeAsync(slug, request, today =>
        {
            var sent = read(today);
            var (config, cleared) = SecretCarryOver.Edit(sent.Config, today);
            var missing = LeftOutSecrets.Missing(request.Expected, config).ExceptBy(cleared.Select(one => one.Path), one => one.Path);
            return sent with { Config = config, Warnings = [.. sent.Warnings, .. cleared, .. missing] };
        }, cancellationToken);

    private async Task<ConfigVersion> LoadAsync(Organization organization, long version, CancellationToken cancellationToken)
    {
        var stored = await _store.FindVersionAsync(organization.Id, version, cancellationToken)
            ?? throw new ConfigVersionNotFoundException(organization.Slug, version);
        var loaded = _stored.Load(organization, stored);
        if (version == organization.Version)
        {
            _cache.Add(organization.Id, loaded);
        }

        return loaded;
    }

    private async Task<ConfigChange> ChangeAsync(
        string slug, ChangeRequest request, Func<OrgConfig, ConfigDraft> change, CancellationToken cancellationToken)
    {
        using var turn = await _gate.EnterAsync(cancellationToken);
        var today = await GetAsync(slug, cancellationToken);
        if (request.IfMatch is { } expected && expected != today.Version)
        {
            throw new LostUpdateException(slug, expected, today.Version);
        }

        var draft = KeptLimits.Apply(request.Actor, today.Config, change(today.Config));
        var changed = _policy.Accept(slug, request.Actor, draft, today.Config, restored: request.RestoredFrom is not null);
        var (effective, corrections) = ModelCorrections.Apply(changed.Config);
        ImmutableArray<ConfigProblem> all = [.. changed.Warnings, .. corrections];
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
        var organization = _index.Get(today.Organization) with { Version = next.Version, UpdatedAt = _gate.Now };
        var summary = new VersionSummary(next.Version, organization.UpdatedAt, request.Kind, request.Actor);
        var data = Describe(request, next.Version, differences, TrustMap.Compare(today.Config, config))
            .WithDigests(ConfigJson.WritePublic(today.Config), ConfigJson.WritePublic(config));
        var audit = _gate.Audit(request.Kind, request.Actor, organization.Slug, organization.Slug, data);
        await _store.AddVersionAsync(organization, _stored.Store(organization.Id, summary, config), audit, cancellationToken);

        _cache.Add(organization.Id, next);
        _index.Set(organization);
        Changed?.Invoke(next);
        return next.Version;
    }

    private static JsonObject Describe(
        ChangeRequest request, long version, ImmutableArray<ConfigDifference> differences, (ImmutableArray<string> Gained, ImmutableArray<string> Lost) trust)
    {
        var data = new JsonObject
        {
            ["version"] = version,
            ["changes"] = List(differences.Select(one => $"{one.Change} {one.Path}")),
        };
        if (!trust.Gained.IsEmpty)
        {
            data["trusted"] = List(trust.Gained);
        }

        if (!trust.Lost.IsEmpty)
        {
            data["no_longer_trusted"] = List(trust.Lost);
        }

        if (request.RestoredFrom is { } from)
        {
            data["restored_from"] = from;
        }

        return data;
    }

    private static JsonArray List(IEnumerable<string> all) => [.. all.Take(ListedChanges).Select(one => (JsonNode)one)];

    private sealed record ChangeRequest(string Kind, Actor Actor, long? IfMatch, bool DryRun = false, long? RestoredFrom = null, IReadOnlySet<string>? Expected = null);
}
