using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using KernelHost.Organizations;
using KernelHost.Records;
using KernelHost.Security;
using Microsoft.Extensions.Caching.Memory;

namespace KernelHost.Assistants;

/// <summary>
/// The assistants of organisations. Reading one is from memory: an organisation's are loaded when first asked for and kept while they are used; a change is stored before
/// it shows. Thread-safe.
/// </summary>
public sealed class AssistantDirectory : IDisposable
{
    private const string Kind = "assistant";
    private const int MostOrganizations = 2000;

    private readonly RecordSet<Assistant> _assistants;
    private readonly OrganizationDirectory _organizations;
    private readonly OrganizationConfigs _configs;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _oneChange = new(1, 1);
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = MostOrganizations });

    internal AssistantDirectory(IRecordStore records, OrganizationDirectory organizations, OrganizationConfigs configs, TimeProvider time)
    {
        (_assistants, _organizations, _configs, _time) = (new(records, Kind, AssistantJson.Default.Assistant, time), organizations, configs, time);
        _organizations.Changed += Forget;
    }

    /// <summary>By slug. At once when the organisation's assistants are in memory.</summary>
    public async ValueTask<ImmutableSortedDictionary<string, StoredAssistant>> AllAsync(Organization organization)
    {
        ArgumentNullException.ThrowIfNull(organization);
        var loading = _cache.TryGetValue(organization.Id, out Lazy<Task<ImmutableSortedDictionary<string, StoredAssistant>>>? known) && known is not null
            ? known
            : Keep(organization.Id, new(() => LoadAsync(organization.Id)));
        try
        {
            return await loading.Value;
        }
        catch
        {
            _cache.Remove(organization.Id);
            throw;
        }
    }

    /// <summary>Null when there is none.</summary>
    public async ValueTask<StoredAssistant?> FindAsync(Organization organization, string slug) => (await AllAsync(organization)).GetValueOrDefault(slug);

    /// <exception cref="AssistantRejectedException"/>
    /// <exception cref="AssistantRuleException"><c>slug_taken</c>, <c>assistant_limit_reached</c>.</exception>
    public Task<StoredAssistant> CreateAsync(Organization organization, Assistant assistant, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(organization, async all =>
        {
            Check(assistant);
            await RequireRoomAsync(organization, assistant, all, cancellationToken);
            return Stored(await _assistants.AddAsync(organization.Id, assistant.Slug, assistant, Audit("created", organization, assistant, actor, []), cancellationToken)
                ?? throw new AssistantRuleException("slug_taken", $"There is an assistant \"{assistant.Slug}\" already."));
        }, cancellationToken);

    /// <summary>Puts another in the place of one.</summary>
    /// <param name="expected">The version that was read; null = whichever there is.</param>
    /// <returns>Null when there is none of that slug.</returns>
    /// <exception cref="AssistantRejectedException"/>
    /// <exception cref="AssistantRuleException"><c>lost_update</c>, <c>assistant_limit_reached</c>.</exception>
    public Task<StoredAssistant?> ReplaceAsync(Organization organization, Assistant assistant, long? expected, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(organization, async all =>
        {
            if (await _assistants.FindAsync(organization.Id, assistant.Slug, cancellationToken) is not { } before)
            {
                return null;
            }

            Check(assistant);
            if (expected is { } version && version != before.Revision)
            {
                throw new AssistantRuleException("lost_update", $"The assistant has version {before.Revision} by now, not {version}: read it again.");
            }

            if (assistant.Owner != before.Value.Owner)
            {
                await RequireRoomAsync(organization, assistant, all.Remove(assistant.Slug), cancellationToken);
            }

            var audit = Audit("changed", organization, assistant, actor, Differences(before.Value, assistant));
            return await _assistants.ReplaceAsync(before, assistant, audit, cancellationToken) is { } after ? Stored(after) : null;
        }, cancellationToken);

    /// <returns>False when there is none of that slug.</returns>
    public Task<bool> RemoveAsync(Organization organization, string slug, Actor actor, CancellationToken cancellationToken) =>
        ChangeAsync(organization, async all => all.TryGetValue(slug, out var found)
            && await _assistants.RemoveAsync(organization.Id, slug, Audit("deleted", organization, found.Assistant, actor, []), cancellationToken), cancellationToken);

    public void Dispose()
    {
        _organizations.Changed -= Forget;
        _cache.Dispose();
        _oneChange.Dispose();
    }

    private static void Check(Assistant assistant)
    {
        if (AssistantRules.Check(assistant) is { IsEmpty: false } problems)
        {
            throw new AssistantRejectedException(problems);
        }
    }

    private async Task<T> ChangeAsync<T>(Organization organization, Func<ImmutableSortedDictionary<string, StoredAssistant>, Task<T>> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(organization);
        await _oneChange.WaitAsync(cancellationToken);
        try
        {
            return await change(await AllAsync(organization));
        }
        finally
        {
            // A load that began before cannot end after this with what was before: it is not what is kept any more.
            Keep(organization.Id, new(() => LoadAsync(organization.Id)));
            _oneChange.Release();
        }
    }

    private Lazy<Task<ImmutableSortedDictionary<string, StoredAssistant>>> Keep(Guid organization, Lazy<Task<ImmutableSortedDictionary<string, StoredAssistant>>> loading) =>
        _cache.Set(organization, loading, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(30) });

    private async Task<ImmutableSortedDictionary<string, StoredAssistant>> LoadAsync(Guid organization) =>
        (await _assistants.AllAsync(organization, CancellationToken.None)).ToImmutableSortedDictionary(kept => kept.Id, Stored, StringComparer.Ordinal);

    private async Task RequireRoomAsync(Organization organization, Assistant assistant, ImmutableSortedDictionary<string, StoredAssistant> others, CancellationToken cancellationToken)
    {
        var limits = (await _configs.GetAsync(organization.Slug, cancellationToken)).Config.Limits?.Usage;
        if (limits?.MaxAssistants is { } most && others.Count >= most)
        {
            throw new AssistantRuleException("assistant_limit_reached", $"The organisation has {others.Count} assistants, and its limit \"max_assistants\" is {most}: delete one, or have the limit raised.");
        }

        if (limits?.MaxAssistantsPerUser is { } own && others.Values.Count(other => other.Assistant.Owner == assistant.Owner) is var owned && owned >= own)
        {
            throw new AssistantRuleException("assistant_limit_reached", $"\"{assistant.Owner}\" owns {owned} assistants, and the limit \"max_assistants_per_user\" is {own}: delete one, or have the limit raised.");
        }
    }

    private AuditDraft Audit(string what, Organization organization, Assistant assistant, Actor actor, IEnumerable<string> changed)
    {
        JsonObject data = new() { ["name"] = assistant.Name, ["owner"] = assistant.Owner };
        if (what == "changed")
        {
            data["changed"] = new JsonArray([.. changed.Select(name => (JsonNode)name)]);
        }

        return AuditLog.Draft(_time, $"assistant.{what}", actor, organization.Slug, assistant.Slug, data);
    }

    private static IEnumerable<string> Differences(Assistant before, Assistant after)
    {
        var (was, now) = (JsonSerializer.SerializeToElement(before, AssistantJson.Default.Assistant), JsonSerializer.SerializeToElement(after, AssistantJson.Default.Assistant));
        return was.EnumerateObject().Concat(now.EnumerateObject()).Select(member => member.Name).Distinct()
            .Where(name => Text(was, name) != Text(now, name));
    }

    private static string? Text(JsonElement json, string member) => json.TryGetProperty(member, out var value) ? value.GetRawText() : null;

    private static StoredAssistant Stored(Kept<Assistant> kept) => new(kept.Value, kept.Revision, kept.CreatedAt, kept.UpdatedAt);

    private void Forget(Organization organization)
    {
        if (organization.Status == OrganizationStatus.Deleted)
        {
            _cache.Remove(organization.Id);
        }
    }
}

/// <param name="Version">1, and one more with every change.</param>
public sealed record StoredAssistant(Assistant Assistant, long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
