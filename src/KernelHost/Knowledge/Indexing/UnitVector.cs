using KernelHost.Knowledge.Search;

namespace KernelHost.Knowledge.Indexing;

/// <summary>Vectors scaled to length 1, so that a product is a cosine.</summary>
internal static class UnitVector
{
    /// <exception cref="EmbeddingException">It has no direction: it is zero, or not made of numbers.</exception>
    public static float[] Of(string model, float[] vector)
    {
        var length = MathF.Sqrt(VectorScan.Product(vector, vector));
        return length > 0 && float.IsFinite(length)
            ? Array.ConvertAll(vector, value => value / length)
            : throw new EmbeddingException($"{model} answered with a vector that has no direction.", isInputs: true);
    }
}
