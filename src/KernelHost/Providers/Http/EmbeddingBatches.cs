using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Http;

/// <summary>Many values, one batch after the other: the upstream's limits are on the request, and a failed batch fails the call.</summary>
internal static class EmbeddingBatches
{
    public static async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, int batchSize, Func<string[], Task<GeneratedEmbeddings<Embedding<float>>>> embedAsync)
    {
        var all = new GeneratedEmbeddings<Embedding<float>>();
        foreach (var batch in values.Chunk(batchSize))
        {
            var some = await embedAsync(batch);
            all.AddRange(some);
            if (some.Usage is { } usage)
                (all.Usage ??= new()).Add(usage);
        }

        return all;
    }
}
