using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KernelHost.Models.Rules;

/// <summary>
/// Shares requests out to variants. Who has an id is assigned by a hash of it, so that the assignment needs no store, outlives a restart and is the same on every node.
/// Weighted rendezvous hashing: each variant has a score of its own for each id, the highest wins. So when shares change, an id moves only to a
/// variant whose share grew or away from one whose share shrank, all others stay; the order in which the variants are written does not matter.
/// </summary>
public sealed class RouteSplit(ImmutableDictionary<string, double> shares)
{
    private readonly (string Variant, double Share)[] _shares =
        [.. shares.Where(share => share.Value > 0).OrderBy(share => share.Key, StringComparer.Ordinal).Select(share => (share.Key, share.Value))];

    private readonly double _total = shares.Values.Sum();

    public IEnumerable<(string Variant, double Percent)> Percentages => _shares.Select(share => (share.Variant, share.Share / _total * 100));

    /// <param name="place">What the assignment is for: tenant, route, rule.</param>
    public string Assign(string place, string id)
    {
        var best = (Variant: "", Score: double.NegativeInfinity);
        foreach (var (variant, share) in _shares)
        {
            // -share / ln(u) with u even over (0, 1): the highest of these falls on each variant in proportion to its share.
            var score = -share / Math.Log(Even(place, id, variant));
            best = score > best.Score ? (variant, score) : best;
        }

        return best.Variant;
    }

    /// <param name="number">From 0 up to 1.</param>
    public string Draw(double number)
    {
        var left = number * _total;
        foreach (var (variant, share) in _shares)
        {
            left -= share;
            if (left < 0)
            {
                return variant;
            }
        }

        return _shares[^1].Variant;
    }

    public string Largest() => _shares.MaxBy(share => share.Share).Variant;

    public override string ToString() => string.Join(", ", Percentages.Select(share => string.Create(CultureInfo.InvariantCulture, $"{share.Variant} {share.Percent:0.##} %")));

    private static double Even(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            // With its length before it, "a" + "bc" is another than "ab" + "c".
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return ((BinaryPrimitives.ReadUInt64LittleEndian(digest) >> 11) + 0.5) / (1UL << 53);
    }
}
