using KernelHost.Records;
using KernelHost.Security;
using LiteDB;

namespace KernelHost.Storage.LiteDb;

internal sealed partial class LiteDbStore
{
    private ILiteCollection<BsonDocument> Records => Database.GetCollection("records");

    public Task<StoredRecord?> FindRecordAsync(RecordKey key, CancellationToken cancellationToken) =>
        Use(() => FindRecord(key) is { } found ? RecordDocument.Read(found) : null);

    public Task<IReadOnlyList<StoredRecord>> ListRecordsAsync(RecordQuery query, CancellationToken cancellationToken) =>
        Use<IReadOnlyList<StoredRecord>>(() =>
        {
            var found = Records.Query().Where("kind = @0", query.Kind);
            if (query.Organization is { } organization)
            {
                found = found.Where("organization = @0", organization);
            }

            if (query.Parent is { } parent)
            {
                found = found.Where("parent = @0", parent);
            }

            if (query.Past is { } past)
            {
                found = query.NewestFirst ? found.Where("_id < @0", past) : found.Where("_id > @0", past);
            }

            return [.. (query.NewestFirst ? found.OrderByDescending("_id") : found.OrderBy("_id")).Limit(query.Limit).ToEnumerable().Select(RecordDocument.Read)];
        });

    public Task<bool> AddRecordAsync(StoredRecord record, AuditDraft? audit, CancellationToken cancellationToken) => WriteRecord(audit, () =>
    {
        if (FindRecord(record.Key) is not null || Organizations.FindById(record.Key.Organization) is null)
        {
            return false;
        }

        Records.Insert(RecordDocument.From(record, NextRecord()));
        return true;
    });

    public Task<bool> ReplaceRecordAsync(StoredRecord record, AuditDraft? audit, CancellationToken cancellationToken) => WriteRecord(audit, () =>
    {
        if (FindRecord(record.Key) is not { } stored || stored["revision"].AsInt64 != record.Revision - 1)
        {
            return false;
        }

        stored["json"] = record.Json;
        stored["revision"] = record.Revision;
        stored["updated_at"] = record.UpdatedAt.ToUnixTimeMilliseconds();
        return Records.Update(stored);
    });

    public Task<bool> RemoveRecordAsync(RecordKey key, AuditDraft? audit, CancellationToken cancellationToken) => WriteRecord(audit, () =>
    {
        if (FindRecord(key) is not { } stored)
        {
            return false;
        }

        Records.DeleteMany("organization = @0 AND parent = @1", key.Organization, key.AsParent);
        return Records.Delete(stored["_id"]);
    });

    private Task<bool> WriteRecord(AuditDraft? audit, Func<bool> write) => audit is null ? Use(() => Transact(write)) : Write(audit, write);

    private BsonDocument? FindRecord(RecordKey key) => Records.FindOne("key = @0", RecordDocument.Key(key));

    // Never given twice, not even after the last one was removed: cursors point at numbers.
    private long NextRecord()
    {
        var counters = Database.GetCollection("counters");
        var next = (counters.FindById("records")?["value"].AsInt64 ?? 0) + 1;
        counters.Upsert(new BsonDocument { ["_id"] = "records", ["value"] = next });
        return next;
    }
}

internal static class RecordDocument
{
    public static string Key(RecordKey key) => $"{key.Organization:N}/{key.Kind}/{key.Id}";

    public static BsonDocument From(StoredRecord record, long number) => new()
    {
        ["_id"] = number,
        ["key"] = Key(record.Key),
        ["organization"] = record.Key.Organization,
        ["kind"] = record.Key.Kind,
        ["id"] = record.Key.Id,
        ["parent"] = record.Parent,
        ["revision"] = record.Revision,
        ["json"] = record.Json,
        ["created_at"] = record.CreatedAt.ToUnixTimeMilliseconds(),
        ["updated_at"] = record.UpdatedAt.ToUnixTimeMilliseconds(),
    };

    public static StoredRecord Read(BsonDocument stored) => new(
        new(stored["organization"].AsGuid, stored["kind"].AsString, stored["id"].AsString), stored["json"].AsString, stored["created_at"].ToTime(), stored["updated_at"].ToTime())
    {
        Number = stored["_id"].AsInt64,
        Revision = stored["revision"].AsInt64,
        Parent = stored["parent"].AsString,
    };
}
