using KernelHost.Organizations;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.OpenAi;

/// <summary>Embeddings over OpenAI's wire format, in batches small enough for every compatible server. Thread-safe.</summary>
internal sealed class OpenAiEmbeddingGenerator(ProviderHttp http, ProviderConnection connection, string model) : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int BatchSize = 96;

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        EmbeddingBatches.GenerateAsync(values, BatchSize, batch => EmbedAsync(batch, options, cancellationToken));

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata(connection.Kind, connection.BaseUrl, model)
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
        // Nothing of its own: connections belong to the pool.
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> EmbedAsync(string[] batch, EmbeddingGenerationOptions? options, CancellationToken cancellationToken)
    {
        using var attempt = http.Begin(connection, cancellationToken, AnswerForm.Whole);
        return await attempt.RunAsync(async a =>
        {
            using var answer = await http.AskAsync(ProviderHttp.Request(HttpMethod.Post, connection, "/embeddings", ToJson(batch, options)), a);
            return EmbeddingAnswer.Read(answer.RootElement, batch.Length, connection);
        });
    }

    private ReadOnlyMemory<byte> ToJson(string[] batch, EmbeddingGenerationOptions? options) => WireJson.Object(writer =>
    {
        writer.WriteString("model", model);
        writer.WriteMember("input", batch);
        writer.WriteOptional("dimensions", options?.Dimensions);

        // A third of the bytes; but only OpenAI is sure to know it, the others are left to their default. Either is understood.
        if (connection.Kind == ProviderKinds.OpenAI)
            writer.WriteString("encoding_format", "base64");
        writer.WriteMembers(options?.AdditionalProperties, name => name is "model" or "input" or "encoding_format"
            || (name == "dimensions" && options?.Dimensions is not null));
    });
}
