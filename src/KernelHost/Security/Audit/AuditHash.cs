using System.Globalization;

namespace KernelHost.Security;

/// <summary>What an entry's hash is made of, in this order (docs/operations.md, "The audit log").</summary>
internal static class AuditHash
{
    private const string Version = "KernelHost.Audit.v1";

    public static byte[] Of(AuditRecord entry) => CanonicalHash.Of(
        Version,
        Convert.ToHexStringLower(entry.PreviousHash),
        Number(entry.Sequence),
        Number(entry.Id),
        AuditTime.Write(entry.Time),
        entry.Kind,
        entry.ActorKey,
        RoleOf(entry.ActorRole),
        entry.Address,
        entry.Organization,
        entry.Subject,
        entry.Data);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    // As the export writes it. What is no role's name must not give the bytes of one.
    private static string RoleOf(string stored) => stored switch
    {
        nameof(Role.SystemAdmin) => Role.SystemAdmin.Wire(),
        nameof(Role.OrgAdmin) => Role.OrgAdmin.Wire(),
        nameof(Role.Member) => Role.Member.Wire(),
        _ => $"?{stored}",
    };
}
