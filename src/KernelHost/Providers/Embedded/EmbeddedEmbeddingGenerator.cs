using KernelHost.Organizations;
using KernelHost.Providers.Embedded.Text;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Embedded;

/// <summary><see cref="HashEmbedding"/> behind the seam. Fewer dimensions than 384 may be asked for; more may not.</summary>
internal sealed class EmbeddedEmbeddingGenerator(string model) : IEmbeddingGenerator<string, Embedding<float>>
{
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var dimensions = options?.Dimensions ?? HashEmbedding.Dimensions;
        if (dimensions is < 1 or > HashEmbedding.Dimensions)
        {
            throw new ProviderException(FailureClass.BadRequest, $"Model '{model}' makes vectors of 1 to {HashEmbedding.Dimensions} dimensions, not {dimensions}.") { Param = "dimensions" };
        }

        var result = new GeneratedEmbeddings<Embedding<float>>();
        var tokens = 0L;
        foreach (var text in values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            result.Add(new Embedding<float>(HashEmbedding.Of(text, dimensions)) { ModelId = model });
            tokens += TextPieces.CountTokens(text);
        }

        result.Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens };
        return Task.FromResult(result);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata(ProviderKinds.Embedded, null, model, HashEmbedding.Dimensions)
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
        // Nothing is held.
    }
}
