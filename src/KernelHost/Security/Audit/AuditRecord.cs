using System.Security.Cryptography;
using System.Text.Json;

namespace KernelHost.Security;

/// <summary>An entry as a store holds it, before anybody trusts what it says: nothing in it need be readable.</summary>
internal sealed record AuditRecord
{
    public static readonly byte[] NoHash = new byte[SHA256.HashSizeInBytes];

    public required long Id { get; init; }

    public required long Sequence { get; init; }

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public required long Time { get; init; }

    public required string Kind { get; init; }

    public required string? ActorKey { get; init; }

    /// <summary>The name of a <see cref="Role"/>.</summary>
    public required string ActorRole { get; init; }

    public required string? Address { get; init; }

    public required string Organization { get; init; }

    public required string Subject { get; init; }

    /// <summary>JSON text, exactly as it is hashed.</summary>
    public required string Data { get; init; }

    public byte[] PreviousHash { get; init; } = NoHash;

    public byte[] Hash { get; init; } = NoHash;

    /// <summary>The head of a chain that ends with this entry.</summary>
    public AuditHead AsHead() => new(Organization, Sequence, Hash);

    public static AuditRecord From(AuditDraft draft) => new()
    {
        Id = 0,
        Sequence = 0,
        Time = draft.Time.ToUnixTimeMilliseconds(),
        Kind = draft.Kind,
        ActorKey = draft.Actor.KeyId,
        ActorRole = draft.Actor.Role.ToString(),
        Address = draft.Actor.Address,
        Organization = draft.Organization,
        Subject = draft.Subject,
        Data = draft.Data.GetRawText(),
    };

    /// <summary>For reading: what was tampered with beyond reading does not hide the rest of the log.</summary>
    public AuditEntry ToEntry() => new(
        Id, AuditTime.Read(Time), Kind, new(ActorKey, Enum.TryParse<Role>(ActorRole, out var role) ? role : Role.Member, Address), Organization, Subject, ReadData())
    {
        Sequence = Sequence,
        Hash = Convert.ToHexStringLower(Hash),
        PreviousHash = Convert.ToHexStringLower(PreviousHash),
    };

    private JsonElement ReadData()
    {
        try
        {
            return AuditData.Parse(Data);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(Data, AuditJson.Default.String);
        }
    }
}
