using KernelHost.Security;
using LiteDB;

namespace KernelHost.Storage.LiteDb;

/// <summary>The audit log in a LiteDB file. Used inside <see cref="LiteDbStore"/>'s lock and, for writing, its transaction.</summary>
internal sealed class LiteDbAudit(LiteDatabase database) : IAuditTail
{
    private const int Batch = 500;
    private const string Total = "";

    private ILiteCollection<BsonDocument> Entries => database.GetCollection("audit");

    // One per organisation; the whole log's stands under the one name that is no slug.
    private ILiteCollection<BsonDocument> Ends => database.GetCollection("audit_heads");

    public void EnsureIndexes() => LiteDbAuditQuery.EnsureIndexes(Entries);

    public IReadOnlyList<AuditRecord> List(AuditFilter filter, AuditPosition before, int limit) =>
        [.. LiteDbAuditQuery.NewestFirst(Entries, filter, before).Limit(limit).ToEnumerable().Select(AuditDocument.Read)];

    public IReadOnlyList<AuditRecord> Read(AuditFilter filter, long after, int limit) =>
        [.. LiteDbAuditQuery.AsWritten(Entries, filter, after).Limit(limit).ToEnumerable().Select(AuditDocument.Read)];

    public IReadOnlyList<string> ListChains(string after, int limit)
    {
        var chains = new List<string>();
        for (var next = NextChain(after); next is not null && chains.Count < limit; next = NextChain(next))
        {
            chains.Add(next);
        }

        return chains;
    }

    /// <summary>Chains the entries from before there were chains.</summary>
    public void Adopt(AuditChain chain) => chain.Adopt(TakeOut(), this);

    public AuditHead? FindHead(string organization) => Ends.FindById(organization) is { } found ? AuditDocument.ReadHead(found) : null;

    public AuditHead? FindLast(string organization) =>
        Entries.Query().Where("organization = @0", organization).OrderByDescending("sequence").Limit(1).FirstOrDefault() is { } found
            ? AuditDocument.Read(found).AsHead()
            : null;

    public IReadOnlyList<AuditHead> Heads() => [.. Ends.Query().Where("_id > @0", Total).ToEnumerable().Select(AuditDocument.ReadHead)];

    public AuditTotal? FindTotal() => Ends.FindById(Total) is { } found ? AuditDocument.ReadTotal(found) : null;

    public AuditTotal Count() =>
        new(Entries.LongCount(), Entries.Query().OrderByDescending("_id").Limit(1).FirstOrDefault() is { } last ? AuditDocument.Read(last).Id : 0);

    public void Insert(AuditRecord entry) => Entries.Insert(AuditDocument.From(entry));

    public void Set(AuditHead head) => Ends.Upsert(AuditDocument.From(head, head.Organization));

    public void Set(AuditTotal total) => Ends.Upsert(AuditDocument.From(total, Total));

    private string? NextChain(string after)
    {
        var entry = Entries.Query().Where("organization > @0", after).OrderBy("organization").Limit(1).FirstOrDefault();
        var end = Ends.Query().Where("_id > @0", after).OrderBy("_id").Limit(1).FirstOrDefault();
        return new[] { entry?["organization"], end?["_id"] }.OfType<BsonValue>().Where(name => name.IsString).Select(name => name.AsString).Min(StringComparer.Ordinal);
    }

    // The chain puts each back under its id. In parts, because what is read is written; what the chain adds comes after the last of them.
    private IEnumerable<AuditRecord> TakeOut()
    {
        for (var (after, more) = (0L, true); more;)
        {
            var part = Read(new(), after, Batch);
            foreach (var entry in part)
            {
                Entries.Delete(entry.Id);
                yield return entry;
                after = entry.Id;
            }

            more = part.Count == Batch;
        }
    }
}
