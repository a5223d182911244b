using KernelHost.Security;

namespace KernelHost.Storage.Sqlite;

/// <summary>Columns are cast on reading: SQLite keeps a value of another type where somebody puts one, and a log that was tampered with must still be read.</summary>
internal sealed class AuditRow
{
    public const string Columns =
        """
        id, CAST(sequence AS INTEGER) AS sequence, CAST(time AS INTEGER) AS time, CAST(kind AS TEXT) AS kind, CAST(actor_key AS TEXT) AS actor_key,
        CAST(actor_role AS TEXT) AS actor_role, CAST(address AS TEXT) AS address, CAST(organization AS TEXT) AS organization,
        CAST(subject AS TEXT) AS subject, CAST(data AS TEXT) AS data, CAST(previous_hash AS BLOB) AS previous_hash, CAST(hash AS BLOB) AS hash
        """;

    public long Id { get; init; }

    public long Sequence { get; init; }

    public long Time { get; init; }

    public string? Kind { get; init; }

    public string? Actor_Key { get; init; }

    public string? Actor_Role { get; init; }

    public string? Address { get; init; }

    public string? Organization { get; init; }

    public string? Subject { get; init; }

    public string? Data { get; init; }

    public byte[]? Previous_Hash { get; init; }

    public byte[]? Hash { get; init; }

    public AuditRecord ToRecord() => new()
    {
        Id = Id,
        Sequence = Sequence,
        Time = Time,
        Kind = Kind ?? "",
        ActorKey = Actor_Key,
        ActorRole = Actor_Role ?? "",
        Address = Address,
        Organization = Organization ?? "",
        Subject = Subject ?? "",
        Data = Data ?? "",
        PreviousHash = Previous_Hash ?? [],
        Hash = Hash ?? [],
    };
}

internal sealed class AuditHeadRow
{
    public const string Columns =
        "CAST(organization AS TEXT) AS organization, CAST(sequence AS INTEGER) AS sequence, CAST(hash AS BLOB) AS hash, CAST(seal AS BLOB) AS seal";

    public string Organization { get; init; } = "";

    public long Sequence { get; init; }

    public byte[]? Hash { get; init; }

    public byte[]? Seal { get; init; }

    public AuditHead ToHead() => new(Organization, Sequence, Hash ?? []) { Seal = Seal ?? [] };
}

internal sealed class AuditTotalRow
{
    public const string Columns = "CAST(entries AS INTEGER) AS entries, CAST(last_id AS INTEGER) AS last_id, CAST(seal AS BLOB) AS seal";

    public long Entries { get; init; }

    public long Last_Id { get; init; }

    public byte[]? Seal { get; init; }

    public AuditTotal ToTotal() => new(Entries, Last_Id) { Seal = Seal ?? [] };
}
