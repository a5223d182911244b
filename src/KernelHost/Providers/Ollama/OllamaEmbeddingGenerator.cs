using System.Text.Json;
using KernelHost.Providers.Http;
using KernelHost.Providers.OpenAi;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Ollama;

/// <summary>Embeddings over <c>POST /api/embed</c>. Thread-safe.</summary>
internal sealed class OllamaEmbeddingGenerator(ProviderHttp http, ProviderConnection connection, string model) : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int BatchSize = 64;

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
            using var answer = await http.AskAsync(ProviderHttp.Request(HttpMethod.Post, connection, "/api/embed", ToJson(batch, options)), a);
            return Read(answer.RootElement, batch.Length);
        });
    }

    private GeneratedEmbeddings<Embedding<float>> Read(JsonElement answer, int count)
    {
        var vectors = answer.Items("embeddings").Select(EmbeddingAnswer.Vector).ToArray();
        if (vectors.Length != count || Array.Exists(vectors, vector => vector is not { Length: > 0 }))
            throw ProviderHttp.NotAnAnswer(connection, "something other than one vector for each input");

        var tokens = answer.Number("prompt_eval_count");
        return new(vectors.Select(vector => new Embedding<float>(vector) { ModelId = model }))
        {
            Usage = tokens is null ? null : new() { InputTokenCount = tokens, TotalTokenCount = tokens },
        };
    }

    private ReadOnlyMemory<byte> ToJson(string[] batch, EmbeddingGenerationOptions? options)
    {
        var further = options?.AdditionalProperties ?? [];
        return WireJson.Object(writer =>
        {
            writer.WriteString("model", model);
            writer.WriteMember("input", batch);
            writer.WriteOptional("dimensions", options?.Dimensions);
            if (further.Any(property => OllamaOptions.Has(property.Key)))
                WriteOptions(writer, further);
            writer.WriteMembers(further, name => OllamaOptions.Has(name) || name is "model" or "input"
                || (name == "dimensions" && options?.Dimensions is not null));
        });
    }

    private static void WriteOptions(Utf8JsonWriter writer, AdditionalPropertiesDictionary further)
    {
        writer.WriteStartObject("options");
        writer.WriteMembers(further, name => !OllamaOptions.Has(name));
        writer.WriteEndObject();
    }
}
