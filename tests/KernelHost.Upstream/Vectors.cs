using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace KernelHost.Upstream;

/// <summary>Embeddings that depend on the text alone and have length one.</summary>
internal static partial class Vectors
{
    public static float[] Of(string text, int dimensions)
    {
        var seed = BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var random = new Random(seed);
        var raw = Enumerable.Range(0, dimensions).Select(_ => random.NextSingle() * 2 - 1).ToArray();
        var length = MathF.Sqrt(raw.Sum(x => x * x));
        return [.. raw.Select(x => x / length)];
    }

    public static int Dimensions(Incoming call) =>
        (int?)call.Json.Number("dimensions")
        ?? (Named().Match(call.Model) is { Success: true } named ? int.Parse(named.Groups[1].Value, CultureInfo.InvariantCulture) : call.Stage.Options.EmbeddingDimensions);

    [GeneratedRegex(@"dim-(\d+)")]
    private static partial Regex Named();
}
