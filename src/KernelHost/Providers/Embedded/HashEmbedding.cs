using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Providers.Embedded;

/// <summary>
/// Text to a vector without a model: each word, pair of neighbouring words and character n-gram (3 to 5) is hashed to one of the dimensions and
/// counted there with a hashed sign, damped by 1 + ln; the vector is then scaled to length 1. Texts that share words or parts of words come near each other.
/// </summary>
internal static class HashEmbedding
{
    public const int Dimensions = 384;

    /// <summary>The first characters of a longer text stand for it.</summary>
    public const int MaxCharacters = 40_000;

    private const double WordWeight = 1;
    private const double StopWordWeight = 0.1;
    private const double PairWeight = 0.5;
    private const double GramWeight = 0.3;

    public static float[] Of(string text, int dimensions = Dimensions)
    {
        var vector = new double[dimensions];
        foreach (var (hash, weight) in Features(text.Length <= MaxCharacters ? text : text[..MaxCharacters]))
        {
            vector[(int)((hash >> 1) % (ulong)dimensions)] += (hash & 1) == 0 ? weight : -weight;
        }

        var length = Math.Sqrt(vector.Sum(value => value * value));

        // A text without words, or one whose features cancel out, still gets a direction: cosines stay defined.
        if (length == 0)
        {
            (vector[0], length) = (1, 1);
        }

        return Array.ConvertAll(vector, value => (float)(value / length));
    }

    private static IEnumerable<(ulong Hash, double Weight)> Features(string text)
    {
        var words = Words.Of(text).ConvertAll(Words.WithoutPossessive);
        foreach (var (word, count) in words.CountBy(word => word))
        {
            var damped = 1 + Math.Log(count);
            yield return (StableHash.Of("w:" + Words.Stem(word)), damped * (Words.IsStop(word) ? StopWordWeight : WordWeight));
            foreach (var gram in Words.IsStop(word) ? [] : Grams(word))
            {
                yield return (StableHash.Of("g:" + gram), damped * GramWeight / Math.Sqrt(word.Length));
            }
        }

        foreach (var (pair, count) in words.Where(word => !Words.IsStop(word)).Zip(words.Where(word => !Words.IsStop(word)).Skip(1), (a, b) => $"p:{Words.Stem(a)} {Words.Stem(b)}").CountBy(pair => pair))
        {
            yield return (StableHash.Of(pair), (1 + Math.Log(count)) * PairWeight);
        }
    }

    private static IEnumerable<string> Grams(string word)
    {
        // Bounded, so that one endless "word" costs no more than a sentence.
        var marked = $"^{(word.Length <= 64 ? word : word[..64])}$";
        for (var size = 3; size <= 5; size++)
        {
            for (var start = 0; start + size <= marked.Length; start++)
            {
                yield return marked.Substring(start, size);
            }
        }
    }
}
