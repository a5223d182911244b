using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace KernelHost.Security;

/// <summary>
/// SHA-256 of a key. Keys are 256 random bits, so a plain hash cannot be searched backwards, and looking one up by its hash tells a caller
/// nothing about how near a guess was.
/// </summary>
internal readonly record struct KeyHash(UInt128 High, UInt128 Low)
{
    private const int LongestKey = 512;

    /// <summary>Null when the text is too long to be a key. Allocates nothing.</summary>
    public static KeyHash? TryCompute(ReadOnlySpan<char> key)
    {
        if (key.Length > LongestKey)
        {
            return null;
        }

        Span<byte> utf8 = stackalloc byte[LongestKey * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(key, utf8)], hash);
        return FromBytes(hash);
    }

    public static KeyHash FromBytes(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));

    public byte[] ToBytes()
    {
        var bytes = new byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), Low);
        return bytes;
    }
}
