using System.Globalization;
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

    public void EnsureIndexes()
    {
        Entries.EnsureIndex("organization");
        Entries.EnsureIndex("position");
        Entries.EnsureIndex("actor_key");
        Entries.EnsureIndex("kind");
        Entries.EnsureIndex("subject");
    }

    public IReadOnlyList<AuditRecord> List(AuditFilter filter, AuditPosition before, int limit) =>
        [.. Filtered(filter).Where(Query.LT("position", Position(before.Time, before.Id))).OrderByDescending("position").Limit(limit).ToEnumerable().Select(ToRecord)];

    public IReadOnlyList<AuditRecord> Read(AuditFilter filter, long after, int limit) =>
        [.. Filtered(filter).Where(Query.GT("_id", after)).OrderBy("_id").Limit(limit).ToEnumerable().Select(ToRecord)];

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
    public void Adopt(AuditChain chain) => chain.Adopt(Old(), this);

    public AuditHead? FindHead(string organization) => Ends.FindById(organization) is { } found ? ToHead(found) : null;

    public AuditHead? FindLast(string organization) =>
        Entries.Query().Where(Query.EQ("organization", organization)).OrderByDescending("sequence").Limit(1).FirstOrDefault() is { } found ? ToRecord(found).AsHead() : null;

    public IReadOnlyList<AuditHead> Heads() => [.. Ends.FindAll().Where(end => end["_id"].AsString != Total).Select(ToHead)];

    public AuditTotal? FindTotal() => Ends.FindById(Total) is { } found
        ? new AuditTotal(found["entries"].AsInt64, found["last_id"].AsInt64) { Seal = found["seal"].AsBinary ?? [] }
        : null;

    public AuditTotal Count() =>
        new(Entries.LongCount(), Entries.Query().OrderByDescending("_id").Limit(1).FirstOrDefault() is { } last ? Number(last["_id"]) : 0);

    public void Insert(AuditRecord entry) => Entries.Upsert(From(entry));

    public void Set(AuditHead head) =>
        Ends.Upsert(new BsonDocument { ["_id"] = head.Organization, ["sequence"] = head.Sequence, ["hash"] = head.Hash, ["seal"] = head.Seal });

    public void Set(AuditTotal total) =>
        Ends.Upsert(new BsonDocument { ["_id"] = Total, ["entries"] = total.Entries, ["last_id"] = total.LastId, ["seal"] = total.Seal });

    private ILiteQueryable<BsonDocument> Filtered(AuditFilter filter)
    {
        var entries = Entries.Query();
        Restrict(filter.Organization is { } organization ? Query.EQ("organization", organization) : null);
        Restrict(filter.From is { } from ? Query.GTE("time", from.ToUnixTimeMilliseconds()) : null);
        Restrict(filter.To is { } to ? Query.LT("time", to.ToUnixTimeMilliseconds()) : null);
        Restrict(filter.Actor is { } actor ? Query.EQ("actor_key", actor) : null);
        Restrict(filter.Subject is { } subject ? Query.EQ("subject", subject) : null);
        Restrict(filter.KindPrefix is { } prefix ? Query.StartsWith("kind", prefix) : filter.Kind is { } kind ? Query.EQ("kind", kind) : null);
        return entries;

        void Restrict(BsonExpression? condition) => entries = condition is null ? entries : entries.Where(condition);
    }

    private string? NextChain(string after)
    {
        var entry = Entries.Query().Where(Query.GT("organization", after)).OrderBy("organization").Limit(1).FirstOrDefault();
        var end = Ends.Query().Where(Query.GT("_id", after)).OrderBy("_id").Limit(1).FirstOrDefault();
        return new[] { entry is null ? null : Text(entry["organization"]), end is null ? null : Text(end["_id"]) }.OfType<string>().Min(StringComparer.Ordinal);
    }

    // Read in parts, because the very entries that were read are written. The entries that say "chained" come after the last part.
    private IEnumerable<AuditRecord> Old()
    {
        for (var (after, more) = (0L, true); more;)
        {
            var part = Read(new(), after, Batch);
            foreach (var entry in part)
            {
                yield return entry;
                after = entry.Id;
            }

            more = part.Count == Batch;
        }
    }

    // Text that sorts as (time, id) does.
    private static string Position(long time, long id) => string.Create(CultureInfo.InvariantCulture, $"{time:D19}/{id:D19}");

    private static BsonDocument From(AuditRecord entry) => new()
    {
        ["_id"] = entry.Id,
        ["position"] = Position(entry.Time, entry.Id),
        ["sequence"] = entry.Sequence,
        ["time"] = entry.Time,
        ["kind"] = entry.Kind,
        ["actor_key"] = entry.ActorKey,
        ["actor_role"] = entry.ActorRole,
        ["address"] = entry.Address,
        ["organization"] = entry.Organization,
        ["subject"] = entry.Subject,
        ["data"] = entry.Data,
        ["previous_hash"] = entry.PreviousHash,
        ["hash"] = entry.Hash,
    };

    private static AuditRecord ToRecord(BsonDocument stored) => new()
    {
        Id = Number(stored["_id"]),
        Sequence = Number(stored["sequence"]),
        Time = Number(stored["time"]),
        Kind = Text(stored["kind"]) ?? "",
        ActorKey = Text(stored["actor_key"]),
        ActorRole = Text(stored["actor_role"]) ?? "",
        Address = Text(stored["address"]),
        Organization = Text(stored["organization"]) ?? "",
        Subject = Text(stored["subject"]) ?? "",
        Data = Text(stored["data"]) ?? "",
        PreviousHash = stored["previous_hash"].AsBinary ?? [],
        Hash = stored["hash"].AsBinary ?? [],
    };

    private static AuditHead ToHead(BsonDocument stored) =>
        new(stored["_id"].AsString, Number(stored["sequence"]), stored["hash"].AsBinary ?? []) { Seal = stored["seal"].AsBinary ?? [] };

    private static long Number(BsonValue value) => value.IsNumber ? value.AsInt64 : 0;

    private static string? Text(BsonValue value) => value.IsString ? value.AsString : null;
}
