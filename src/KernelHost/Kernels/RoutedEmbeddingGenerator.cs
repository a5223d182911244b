using KernelHost.Models;
using KernelHost.Providers.Http;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels;

/// <summary>The embedding side of <see cref="RoutedChatClient"/>. A route never mixes models of different vector lengths.</summary>
internal sealed class RoutedEmbeddingGenerator(SetupSnapshot setup, ModelCalls calls, ModelRequest request, string? serviceId)
    : IEmbeddingGenerator<string, Embedding<float>>
{
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var started = calls.Now();
        var texts = values as IReadOnlyCollection<string> ?? [.. values];

        var served = await calls.ServeAsync(setup, request, AnswerForm.Whole, async turn =>
        {
            using var generator = ModelCalls.EmbeddingGenerator(setup, turn.Candidate);
            var own = options?.Clone() ?? new();
            own.ModelId = turn.Candidate.Model;
            return await generator.GenerateAsync(texts, own, turn.Limit.Token);
        }, cancellationToken);

        var report = ModelCallReport.Of(serviceId, served.Turn) with { Usage = served.Value.Usage };
        (served.Value.AdditionalProperties ??= [])[ModelCallReport.Property] = report;
        calls.Finish(setup, served.Turn, report, started);
        return served.Value;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
