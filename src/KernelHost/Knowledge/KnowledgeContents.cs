using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KernelHost.Jobs;
using KernelHost.Knowledge.Index;
using KernelHost.Knowledge.Indexing;
using KernelHost.Knowledge.Text;
using KernelHost.Organizations;
using KernelHost.Scheduling;
using KernelHost.Security;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace KernelHost.Knowledge;

/// <summary>What is in knowledge bases: documents, and the work on them. Thread-safe; blocks on files, on workers.</summary>
public sealed class KnowledgeContents : IDisposable
{
    private const int LongestName = 500;

    private static readonly MemoryCacheEntryOptions Remembered = new() { Size = 1, SlidingExpiration = TimeSpan.FromHours(1) };

    private readonly MemoryCache _lastJobs = new(new MemoryCacheOptions { SizeLimit = 10_000 });   // the ingest job of each knowledge base that was started last
    private readonly KnowledgeFiles _files;
    private readonly KnowledgeChanges _changes;
    private readonly StorageLimit _limit;
    private readonly JobDirectory _jobs;
    private readonly AuditLog _audit;
    private readonly KnowledgeOptions _options;

    internal KnowledgeContents(KnowledgeFiles files, KnowledgeChanges changes, StorageLimit limit, JobDirectory jobs, AuditLog audit, IOptions<KnowledgeOptions> options) =>
        (_files, _changes, _limit, _jobs, _audit, _options) = (files, changes, limit, jobs, audit, options.Value);

    public void Dispose() => _lastJobs.Dispose();

    /// <summary>What it holds and by what.</summary>
    public async Task<KnowledgeState> StateAsync(KnowledgeBase knowledge)
    {
        ArgumentNullException.ThrowIfNull(knowledge);
        await Workers.Enter();
        if (knowledge.IsExternal)
        {
            return new(new(0, 0, 0, 0), 0, new(knowledge.EmbeddingModel, null, knowledge.Chunking, 0), false);
        }

        using var lease = _files.Rent(knowledge);
        var serving = lease.Index.Serving;
        return new(
            lease.Index.Totals(), _files.BytesOf(knowledge), new(serving.Settings.Model, serving.Dimensions, serving.Chunking, serving.Number), lease.Index.Building is not null);
    }

    /// <summary>By the order they came in.</summary>
    public async Task<Page<KnowledgeDocument>> ListAsync(KnowledgeBase knowledge, int limit, long past)
    {
        using var lease = await RentAsync(knowledge);
        var found = lease.Index.List(limit + 1, past);
        return found.Count <= limit ? new(found, null) : new([.. found.Take(limit)], $"{found[limit - 1].Number}");
    }

    /// <exception cref="KnowledgeRuleException"><c>document_not_found</c>.</exception>
    public async Task<KnowledgeDocument> GetAsync(KnowledgeBase knowledge, string id)
    {
        using var lease = await RentAsync(knowledge);
        return lease.Index.Find(id) ?? throw NoDocument(id);
    }

    /// <summary>The extracted text that positions of hits count in.</summary>
    /// <exception cref="KnowledgeRuleException"><c>document_not_found</c>.</exception>
    public async Task<string> TextAsync(KnowledgeBase knowledge, string id)
    {
        using var lease = await RentAsync(knowledge);
        var (type, source) = lease.Index.Source(id) ?? throw NoDocument(id);
        return TextExtractor.Extract(type, source).Text;
    }

    /// <summary>A document as it was sent.</summary>
    /// <exception cref="KnowledgeRuleException"><c>document_not_found</c>.</exception>
    public async Task<(string ContentType, string Source)> SourceAsync(KnowledgeBase knowledge, string id)
    {
        using var lease = await RentAsync(knowledge);
        return lease.Index.Source(id) ?? throw NoDocument(id);
    }

    /// <summary>The ids of documents that begin so, in their order.</summary>
    public async Task<IReadOnlyList<string>> IdsAsync(KnowledgeBase knowledge, string beginning, int limit)
    {
        using var lease = await RentAsync(knowledge);
        return lease.Index.Ids(beginning, limit);
    }

    /// <summary>Keeps documents, all or none, and has them indexed. One of a name that is there takes its place once it is indexed.</summary>
    /// <exception cref="KnowledgeRuleException"/>
    public async Task<(IReadOnlyList<KnowledgeDocument> Documents, Job Job)> PutAsync(
        Organization organization, KnowledgeBase knowledge, IReadOnlyList<SentDocument> sent, JobOwner owner, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(organization);
        ArgumentNullException.ThrowIfNull(sent);
        var limit = await _limit.OfAsync(organization.Slug, cancellationToken);
        using var lease = await RentAsync(knowledge);
        if (_limit.Refusal(organization.Id, limit, sent.Sum(one => (long)Encoding.UTF8.GetByteCount(one.Text))) is { } full)
        {
            throw new KnowledgeRuleException("storage_limit_reached", null, full);
        }

        var read = sent.Select((one, at) => Read(one, sent.Count > 1 ? $"[{at}]" : "")).ToArray();
        if (read.Select(one => one.Name).Distinct(StringComparer.Ordinal).Count() < read.Length)
        {
            throw new KnowledgeRuleException("duplicate_name", "name", "Two of these documents have the same name: send each once.");
        }

        var documents = lease.Index.Put(read);
        _changes.Count(organization.Id);
        await _audit.AppendAsync("knowledge_base.documents_added", actor, organization.Slug, knowledge.Slug, Named(documents), cancellationToken);
        return (documents, await IngestAsync(organization, knowledge, owner, cancellationToken));
    }

    /// <exception cref="KnowledgeRuleException"><c>document_not_found</c>.</exception>
    public async Task RemoveAsync(Organization organization, KnowledgeBase knowledge, string id, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(organization);
        using var lease = await RentAsync(knowledge);
        var document = lease.Index.Find(id) ?? throw NoDocument(id);
        lease.Index.Remove(id);
        _changes.Count(organization.Id);
        await _audit.AppendAsync("knowledge_base.document_deleted", actor, organization.Slug, knowledge.Slug, Named([document]), cancellationToken);
    }

    /// <summary>Has one document indexed again: one that failed as it was sent last.</summary>
    /// <exception cref="KnowledgeRuleException"><c>document_not_found</c>.</exception>
    public async Task<(KnowledgeDocument Document, Job Job)> RenewAsync(
        Organization organization, KnowledgeBase knowledge, string id, JobOwner owner, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(organization);
        using var lease = await RentAsync(knowledge);
        var document = lease.Index.Renew(id) ? lease.Index.Find(id) ?? throw NoDocument(id) : throw NoDocument(id);
        await _audit.AppendAsync("knowledge_base.document_reindexed", actor, organization.Slug, knowledge.Slug, Named([document]), cancellationToken);
        return (document, await IngestAsync(organization, knowledge, owner, cancellationToken));
    }

    /// <summary>Has a new index made by the knowledge base's settings; the old one serves until it is whole.</summary>
    /// <param name="anew">Also when what serves is made by the same; false = null is returned then.</param>
    public async Task<Job?> ReindexAsync(Organization organization, KnowledgeBase knowledge, bool anew, JobOwner owner, Actor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(organization);
        using var lease = await RentAsync(knowledge);
        var serving = lease.Index.Serving;
        if (!anew && lease.Index.Building is null && serving.Settings == new IndexSettings(knowledge.EmbeddingModel, knowledge.Chunking))
        {
            return null;
        }

        var input = JsonSerializer.SerializeToElement(new ReindexInput(knowledge.Slug, knowledge.File, serving.Number, anew), KnowledgeJson.Default.ReindexInput);
        var job = await _jobs.StartAsync(organization, ReindexHandler.Name, Subject(knowledge), input, owner, cancellationToken);
        await _audit.AppendAsync("knowledge_base.reindexed", actor, organization.Slug, knowledge.Slug, new JsonObject { ["job"] = job.Id }, cancellationToken);
        return job;
    }

    /// <summary>A job takes all that waits when it begins: one that has not begun yet will take this, too, so a thousand uploads are no thousand jobs.</summary>
    private async Task<Job> IngestAsync(Organization organization, KnowledgeBase knowledge, JobOwner owner, CancellationToken cancellationToken)
    {
        if (_lastJobs.TryGetValue(knowledge.File, out string? last) && last is not null && await _jobs.FindAsync(organization, last, cancellationToken) is { Status: JobStatus.Queued } queued)
        {
            return queued;
        }

        var input = JsonSerializer.SerializeToElement(new IngestInput(knowledge.Slug, knowledge.File), KnowledgeJson.Default.IngestInput);
        var job = await _jobs.StartAsync(organization, IngestHandler.Name, Subject(knowledge), input, owner, cancellationToken);
        _lastJobs.Set(knowledge.File, job.Id, Remembered);
        return job;
    }

    private NewDocument Read(SentDocument sent, string place)
    {
        var name = sent.Name.Trim();
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
        {
            throw new KnowledgeRuleException("invalid_name", $"name{place}", $"\"name\" must have 1 to {LongestName} characters and no control characters.");
        }

        if (Encoding.UTF8.GetByteCount(sent.Text) > _options.MaxDocumentBytes)
        {
            throw new KnowledgeRuleException("document_too_large", $"text{place}", $"\"{name}\" is larger than the {_options.MaxDocumentBytes} bytes a document may have (setting Knowledge:MaxDocumentBytes): split it.");
        }

        var type = ContentTypes.Of(sent.ContentType, name) ?? throw new KnowledgeRuleException("unsupported_content_type", $"content_type{place}", $"\"{name}\" is of no kind that text is made of here. {ContentTypes.Remedy}");
        var extracted = Extract(type, sent.Text, name, place);
        return extracted.Blocks.IsEmpty
            ? throw new KnowledgeRuleException("empty_document", $"text{place}", $"There is no text in \"{name}\".")
            : new(name, type, sent.Title ?? extracted.Title, sent.Metadata, sent.Text, extracted.Text.Length);
    }

    private static ExtractedText Extract(string type, string text, string name, string place)
    {
        try
        {
            return TextExtractor.Extract(type, text);
        }
        catch (UnreadableDocumentException unreadable)
        {
            throw new KnowledgeRuleException("unreadable_document", $"text{place}", $"\"{name}\" cannot be read. {unreadable.Message}");
        }
    }

    private async Task<KnowledgeFiles.Lease> RentAsync(KnowledgeBase knowledge)
    {
        ArgumentNullException.ThrowIfNull(knowledge);
        await Workers.Enter();
        return knowledge.IsExternal
            ? throw new KnowledgeRuleException("external_knowledge_base", null, "The documents of this knowledge base are kept by an external server: change them there.")
            : _files.Rent(knowledge);
    }

    private static string Subject(KnowledgeBase knowledge) => $"knowledge-bases/{knowledge.Slug}";

    private static KnowledgeRuleException NoDocument(string id) => new("document_not_found", null, $"There is no document \"{id}\" in this knowledge base.");

    private static JsonObject Named(IReadOnlyList<KnowledgeDocument> documents) => new()
    {
        ["documents"] = documents.Count,
        ["names"] = new JsonArray([.. documents.Take(20).Select(document => (JsonNode)document.Name)]),
    };
}

/// <summary>A document as a client sends it.</summary>
/// <param name="ContentType">Null = by the name's end.</param>
/// <param name="Metadata">A JSON object.</param>
public sealed record SentDocument(string Name, string? ContentType, string? Title, string Metadata, string Text);

/// <summary>What a knowledge base holds.</summary>
/// <param name="Bytes">On the disk.</param>
/// <param name="Serving">What searches use.</param>
/// <param name="IsReindexing">Whether another index is in the making.</param>
public sealed record KnowledgeState(KnowledgeTotals Totals, long Bytes, ServingIndex Serving, bool IsReindexing);

/// <param name="Dimensions">Null until there is a vector.</param>
/// <param name="Generation">Grows with every index that is made.</param>
public sealed record ServingIndex(string EmbeddingModel, int? Dimensions, Chunking.ChunkingSettings Chunking, long Generation);
