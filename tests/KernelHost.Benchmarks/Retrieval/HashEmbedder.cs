using KernelHost.Knowledge.Indexing;
using KernelHost.Providers.Embedded;

namespace KernelHost.Benchmarks.Retrieval;

/// <summary>The embedded provider's model, without the server around it.</summary>
internal sealed class HashEmbedder : IPassageEmbedder
{
    public const string Model = "embedded/hash-embedding";

    public async Task<IReadOnlyList<float[]>> EmbedAsync(string model, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        using var generator = new EmbeddedEmbeddingGenerator("hash-embedding");
        var vectors = await generator.GenerateAsync(texts, null, cancellationToken);
        return [.. vectors.Select(vector => vector.Vector.ToArray())];
    }
}
