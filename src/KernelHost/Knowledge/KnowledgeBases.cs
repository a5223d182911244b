using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KernelHost.Kernels;
using KernelHost.Organizations;
using KernelHost.Records;
using KernelHost.Security;

namespace KernelHost.Knowledge;

/// <summary>Which knowledge bases there are. A change is stored with its audit entry. Thread-safe.</summary>
public sealed class KnowledgeBases
{
    internal const string Kind = "knowledge-base";

    private readonly RecordSet<KnowledgeBaseRecord> _records;
    private readonly KnowledgeFiles _files;
    private readonly KnowledgeChanges _changes;
    private readonly SnapshotCache _snapshots;
    private readonly TimeProvider _time;

    internal KnowledgeBases(IRecordStore records, KnowledgeFiles files, KnowledgeChanges changes, SnapshotCache snapshots, TimeProvider time) =>
        (_records, _files, _changes, _snapshots, _time) = (new(records, Kind, KnowledgeJson.Default.KnowledgeBaseRecord, time), files, changes, snapshots, time);

    /// <summary>By slug.</summary>
    public async Task<IReadOnlyList<KnowledgeBase>> AllAsync(Organization organization, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(organization);
        return [.. (await _records.AllAsync(organization.Id, cancellationToken)).Select(kept => kept.Value.Of(kept, organization.Slug)).OrderBy(one => one.Slug, StringComparer.Ordinal)];
    }

    /// <summary>Null when there is none.</summary>
    public async Task<KnowledgeBase?> FindAsync(Organization organization, string slug, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(organization);
        return await _records.FindAsync(organization.Id, slug, cancellationToken) is { } kept ? kept.Value.Of(kept, organization.Slug) : null;
    }

    /// <exception cref="KnowledgeException">There is none.</exception>
    public async Task<KnowledgeBase> GetAsync(Organization organization, string slug, CancellationToken cancellationToken) =>
        await FindAsync(organization, slug, cancellationToken) ?? throw new KnowledgeException($"There is no knowledge base \"{slug}\".", "knowledge_base_not_found");

    /// <exception cref="KnowledgeRuleException"/>
    public async Task<KnowledgeBase> CreateAsync(Organization organization, NewKnowledgeBase wanted, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(organization);
        ArgumentNullException.ThrowIfNull(wanted);
        var setup = await SetupAsync(organization, wanted.Setup, cancellationToken);
        var collection = KnowledgeRules.Collection(wanted.Collection);
        var record = new KnowledgeBaseRecord(
            KnowledgeRules.Name(wanted.Name),
            KnowledgeRules.Description(wanted.Description),
            collection is null ? KnowledgeRules.EmbeddingModel(setup, wanted.EmbeddingModel) : KnowledgeBase.NoModel,
            wanted.Setup,
            KnowledgeRules.Chunking(wanted.Chunking ?? new()),
            collection,
            Guid.CreateVersion7(_time.GetUtcNow()).ToString("N", CultureInfo.InvariantCulture));
        RequireEither(wanted, collection);
        var slug = KnowledgeRules.Slug(wanted.Slug, record.Name);
        var kept = await _records.AddAsync(organization.Id, slug, record, Audit("created", actor, organization, slug, null, record), cancellationToken)
            ?? throw new KnowledgeRuleException("slug_taken", wanted.Slug is null ? "name" : "slug", $"There is a knowledge base \"{slug}\" already: give another slug.");
        _changes.Count(organization.Id);
        return record.Of(kept, organization.Slug);
    }

    /// <summary>Changes what is given. Another model or chunking takes effect once a new index is made.</summary>
    /// <exception cref="KnowledgeException">There is none.</exception>
    /// <exception cref="KnowledgeRuleException"/>
    public async Task<KnowledgeBase> ChangeAsync(Organization organization, string slug, KnowledgeBaseChange change, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        while (true)
        {
            _ = await GetAsync(organization, slug, cancellationToken);
            if (await _records.FindAsync(organization.Id, slug, cancellationToken) is not { } before)
            {
                continue;
            }

            var after = await ApplyAsync(organization, before.Value, change, cancellationToken);
            if (after == before.Value)
            {
                return after.Of(before, organization.Slug);
            }

            if (await _records.ReplaceAsync(before, after, Audit("changed", actor, organization, slug, before.Value, after), cancellationToken) is { } kept)
            {
                _changes.Count(organization.Id);
                return after.Of(kept, organization.Slug);
            }
        }
    }

    /// <summary>Removes it with everything in it.</summary>
    /// <exception cref="KnowledgeException">There is none.</exception>
    public async Task DeleteAsync(Organization organization, string slug, Actor actor, CancellationToken cancellationToken)
    {
        var knowledge = await GetAsync(organization, slug, cancellationToken);
        await _records.RemoveAsync(organization.Id, slug, Audit("deleted", actor, organization, slug, null, null), cancellationToken);
        _changes.Count(organization.Id);
        _files.Delete(knowledge);
    }

    private async Task<KnowledgeBaseRecord> ApplyAsync(Organization organization, KnowledgeBaseRecord before, KnowledgeBaseChange change, CancellationToken cancellationToken)
    {
        if (before.Collection is null ? change.Collection is not null : change.EmbeddingModel is not null || change.Chunking is not null)
        {
            throw new KnowledgeRuleException("not_changeable", before.Collection is null ? "external" : change.Chunking is null ? "embedding_model" : "chunking",
                "A knowledge base is kept here or by an external server, and stays so: create another one.");
        }

        return before with
        {
            Name = change.Name is { } name ? KnowledgeRules.Name(name) : before.Name,
            Description = change.Description is { } description ? KnowledgeRules.Description(description) : before.Description,
            EmbeddingModel = change.EmbeddingModel is { } model ? KnowledgeRules.EmbeddingModel(await SetupAsync(organization, before.Setup, cancellationToken), model) : before.EmbeddingModel,
            Chunking = change.Chunking is { } chunking ? KnowledgeRules.Chunking(chunking) : before.Chunking,
            Collection = KnowledgeRules.Collection(change.Collection) ?? before.Collection,
        };
    }

    private static void RequireEither(NewKnowledgeBase wanted, string? collection)
    {
        if (collection is not null && (wanted.EmbeddingModel ?? (object?)wanted.Chunking) is not null)
        {
            throw new KnowledgeRuleException("not_changeable", wanted.EmbeddingModel is null ? "chunking" : "embedding_model", "An external knowledge-base server has its own: leave it out.");
        }
    }

    private async Task<SetupSnapshot> SetupAsync(Organization organization, string? setup, CancellationToken cancellationToken) =>
        (await _snapshots.GetAsync(organization.Slug, cancellationToken) ?? throw new OrganizationNotFoundException(organization.Slug)).FindSetup(setup)
            ?? throw new KnowledgeRuleException("setup_not_found", "setup", $"There is no setup \"{setup ?? "default"}\".");

    private AuditDraft Audit(string what, Actor actor, Organization organization, string slug, KnowledgeBaseRecord? before, KnowledgeBaseRecord? after) => AuditLog.Draft(
        _time, $"knowledge_base.{what}", actor, organization.Slug, slug,
        new JsonObject { ["name"] = after?.Name, ["embedding_model"] = after?.EmbeddingModel, ["collection"] = after?.Collection }.WithDigests(PublicJson(before), PublicJson(after)));

    private static byte[]? PublicJson(KnowledgeBaseRecord? record) => record is null ? null : JsonSerializer.SerializeToUtf8Bytes(record, KnowledgeJson.Default.KnowledgeBaseRecord);
}
