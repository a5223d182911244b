using KernelHost.Organizations;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Http;

/// <summary>Many values, one batch after the other: the upstream's limits are on the request, and a failed batch fails the call.</summary>
internal static class EmbeddingBatches
{
    private const int MostAtOpenAi = 2048;
    private const int MostAtGoogle = 100;

    /// <summary>How many inputs a forwarded call may have.</summary>
    public static int MostInputs(string kind) => kind == ProviderKinds.Google ? MostAtGoogle : MostAtOpenAi;

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
