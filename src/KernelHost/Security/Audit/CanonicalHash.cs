using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace KernelHost.Security;

/// <summary>
/// The bytes that audit entries are hashed as: each part is its length in UTF-8 (four bytes, big-endian) and its UTF-8; what is absent is
/// <c>FF FF FF FF</c>. So no two lists of parts give the same bytes. Documented in docs/operations.md: changing it breaks every chain.
/// </summary>
internal static class CanonicalHash
{
    public static byte[] Bytes(params ReadOnlySpan<string?> parts)
    {
        var length = 0;
        foreach (var part in parts)
        {
            length += sizeof(uint) + (part is null ? 0 : Encoding.UTF8.GetByteCount(part));
        }

        var bytes = new byte[length];
        var rest = bytes.AsSpan();
        foreach (var part in parts)
        {
            var written = part is null ? 0 : Encoding.UTF8.GetBytes(part, rest[sizeof(uint)..]);
            BinaryPrimitives.WriteUInt32BigEndian(rest, part is null ? uint.MaxValue : (uint)written);
            rest = rest[(sizeof(uint) + written)..];
        }

        return bytes;
    }

    public static byte[] Of(params ReadOnlySpan<string?> parts) => SHA256.HashData(Bytes(parts));
}
