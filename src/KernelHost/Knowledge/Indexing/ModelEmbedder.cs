using KernelHost.Kernels;
using KernelHost.Organizations;
using KernelHost.Providers;

namespace KernelHost.Knowledge.Indexing;

/// <summary>Vectors by a model of an organisation's setup, as its config is at the time: that model and no other, whatever the fallback, because vectors of two models do not compare. Thread-safe.</summary>
/// <param name="patient">Waits for a model that is asked too much, some times; for work in the background.</param>
internal sealed class ModelEmbedder(SnapshotCache snapshots, string organization, string? setup, TimeProvider time, bool patient = true) : IPassageEmbedder
{
    private const int MostWaits = 6;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    public async Task<IReadOnlyList<float[]>> EmbedAsync(string model, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        for (var waits = 0; ; waits++)
        {
            try
            {
                return await AskAsync(model, texts, cancellationToken);
            }
            catch (ProviderException busy) when (patient && busy.Class == FailureClass.RateLimit && waits < MostWaits)
            {
                var wait = busy.RetryAfter ?? FirstWait * Math.Pow(2, waits);
                await Task.Delay(wait < LongestWait ? wait : LongestWait, time, cancellationToken);
            }
            catch (ModelCallException failure)
            {
                throw new EmbeddingException(
                    $"The embedding model {model} did not answer: {failure.Message}",
                    failure is ProviderException { Class: FailureClass.BadRequest or FailureClass.ContextLength or FailureClass.ContentFilter }, failure);
            }
        }
    }

    private async Task<IReadOnlyList<float[]>> AskAsync(string model, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var snapshot = (await snapshots.GetAsync(organization, cancellationToken))?.FindSetup(setup)
            ?? throw new EmbeddingException($"The setup \"{setup ?? "default"}\" is gone.", isInputs: false);

        // Granted: whoever may use the knowledge base may have its one model make its vectors, whatever else the key may ask for.
        using var generator = snapshot.Embeddings(new() { Model = model, Type = ModelType.Embedding, Exact = true, Granted = model });
        var vectors = await generator.GenerateAsync(texts, null, cancellationToken);
        return vectors.Count == texts.Count
            ? [.. vectors.Select(vector => vector.Vector.ToArray())]
            : throw new EmbeddingException($"{model} answered with {vectors.Count} vectors for {texts.Count} texts.", isInputs: false);
    }
}
