using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace KernelHost.Security;

/// <summary>
/// Seals the ends of the audit chains with the host's key ring, so that whoever can write only the database can recompute the hashes but
/// not the seals. Thread-safe.
/// </summary>
/// <param name="protector">The ring's, asked for each time: the ring can be renewed while the host runs.</param>
internal sealed class AuditSeal(Func<IDataProtector> protector)
{
    public const string Purpose = "KernelHost.AuditSeal.v1";

    public AuditHead Seal(AuditHead head) => head with { Seal = protector().Protect(Bytes(head)) };

    public AuditTotal Seal(AuditTotal total) => total with { Seal = protector().Protect(Bytes(total)) };

    public bool Holds(AuditHead head) => Holds(head.Seal, Bytes(head));

    public bool Holds(AuditTotal total) => Holds(total.Seal, Bytes(total));

    private bool Holds(byte[] seal, byte[] content)
    {
        try
        {
            return protector().Unprotect(seal).AsSpan().SequenceEqual(content);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static byte[] Bytes(AuditHead head) =>
        CanonicalHash.Bytes("head", head.Organization, head.Sequence.ToString(CultureInfo.InvariantCulture), Convert.ToHexStringLower(head.Hash));

    private static byte[] Bytes(AuditTotal total) =>
        CanonicalHash.Bytes("total", total.Entries.ToString(CultureInfo.InvariantCulture), total.LastId.ToString(CultureInfo.InvariantCulture));
}
