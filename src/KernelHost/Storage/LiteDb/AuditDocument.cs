using KernelHost.Security;
using LiteDB;

namespace KernelHost.Storage.LiteDb;

/// <summary>LiteDB keeps a value of another type where somebody puts one, and a log that was tampered with must still be read.</summary>
internal static class AuditDocument
{
    public static BsonDocument From(AuditRecord entry) => new()
    {
        ["_id"] = entry.Id,
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

    public static BsonDocument From(AuditHead head, string id) => new() { ["_id"] = id, ["sequence"] = head.Sequence, ["hash"] = head.Hash, ["seal"] = head.Seal };

    public static BsonDocument From(AuditTotal total, string id) => new() { ["_id"] = id, ["entries"] = total.Entries, ["last_id"] = total.LastId, ["seal"] = total.Seal };

    public static AuditRecord Read(BsonDocument stored) => new()
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
        PreviousHash = Bytes(stored["previous_hash"]),
        Hash = Bytes(stored["hash"]),
    };

    public static AuditHead ReadHead(BsonDocument stored) =>
        new(Text(stored["_id"]) ?? "", Number(stored["sequence"]), Bytes(stored["hash"])) { Seal = Bytes(stored["seal"]) };

    public static AuditTotal ReadTotal(BsonDocument stored) =>
        new(Number(stored["entries"]), Number(stored["last_id"])) { Seal = Bytes(stored["seal"]) };

    private static long Number(BsonValue value) => value.IsInt64 || value.IsInt32 ? value.AsInt64 : 0;

    private static string? Text(BsonValue value) => value.IsString ? value.AsString : null;

    private static byte[] Bytes(BsonValue value) => value.AsBinary ?? [];
}
