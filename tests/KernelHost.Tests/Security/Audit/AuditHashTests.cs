using System.Security.Cryptography;
using System.Text;
using KernelHost.Security;

namespace KernelHost.Tests.Security.Audit;

public sealed class AuditHashTests
{
    private static readonly AuditRecord Entry = new()
    {
        Id = 7,
        Sequence = 3,
        Time = 1_767_268_800_120,
        Kind = "config.changed",
        ActorKey = "key_1",
        ActorRole = "OrgAdmin",
        Address = "192.0.2.7",
        Organization = "acme",
        Subject = "acme",
        Data = """{"t":"ü"}""",
        PreviousHash = [.. Enumerable.Repeat((byte)0xAB, 32)],
    };

    // Written out by hand: if this fails, chains that users have do not verify any more.
    [Fact]
    public void It_is_the_documented_form()
    {
        var bytes = new MemoryStream();
        foreach (var part in new[]
        {
            "KernelHost.Audit.v1", string.Concat(Enumerable.Repeat("ab", 32)), "3", "7", "2026-01-01T12:00:00.120Z", "config.changed", "key_1", "org-admin", "192.0.2.7", "acme", "acme", "{\"t\":\"ü\"}",
        })
        {
            var utf8 = Encoding.UTF8.GetBytes(part);
            bytes.Write([0, 0, 0, (byte)utf8.Length]);
            bytes.Write(utf8);
        }

        Assert.Equal(SHA256.HashData(bytes.ToArray()), AuditHash.Of(Entry));
    }

    public static TheoryData<string> Others => ["id", "sequence", "time", "kind", "actor", "role", "no role", "address", "no address", "organization", "subject", "data", "previous"];

    [Theory, MemberData(nameof(Others))]
    public void Everything_in_an_entry_counts(string what) => Assert.NotEqual(AuditHash.Of(Entry), AuditHash.Of(what switch
    {
        "id" => Entry with { Id = 8 },
        "sequence" => Entry with { Sequence = 4 },
        "time" => Entry with { Time = Entry.Time + 1 },
        "kind" => Entry with { Kind = "config.change" },
        "actor" => Entry with { ActorKey = null },
        "role" => Entry with { ActorRole = "Member" },
        "no role" => Entry with { ActorRole = "org-admin" },
        "address" => Entry with { Address = "192.0.2.8" },
        "no address" => Entry with { Address = null },
        "organization" => Entry with { Organization = "acm" },
        "subject" => Entry with { Subject = "" },
        "data" => Entry with { Data = "{}" },
        _ => Entry with { PreviousHash = AuditRecord.NoHash },
    }));

    [Fact]
    public void What_moves_from_one_member_to_the_next_is_not_the_same() =>
        Assert.NotEqual(AuditHash.Of(Entry with { Organization = "ac", Subject = "meacme" }), AuditHash.Of(Entry));

    [Fact]
    public void Absent_is_not_empty() => Assert.NotEqual(AuditHash.Of(Entry with { Address = null }), AuditHash.Of(Entry with { Address = "" }));
}
