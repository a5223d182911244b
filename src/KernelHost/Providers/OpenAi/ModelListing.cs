using System.Text.Json;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers.Http;

namespace KernelHost.Providers.OpenAi;

/// <summary>What <c>GET /models</c> lists: OpenAI's <c>{"data": […]}</c>, or the bare array some servers send.</summary>
internal static class ModelListing
{
    public static IReadOnlyList<ListedModel> Read(JsonElement answer)
    {
        IEnumerable<JsonElement> models = answer.ValueKind == JsonValueKind.Array ? answer.EnumerateArray() : answer.Items("data");
        return [.. models.Where(model => model.Text("id") is { Length: > 0 }).Select(Model)];
    }

    private static ListedModel Model(JsonElement model)
    {
        var id = model.Text("id") ?? "";

        // Google writes its ids as paths here and as bare names everywhere else.
        id = id.StartsWith("models/", StringComparison.Ordinal) ? id["models/".Length..] : id;
        return new(id, Declared(model.Text("type")) ?? WellKnownModels.TypeOf(id));
    }

    private static ModelType? Declared(string? type) => type?.ToLowerInvariant() switch
    {
        "llm" or "chat" or "language" or "code" or "vlm" => ModelType.Llm,
        "embedding" or "embeddings" => ModelType.Embedding,
        "stt" or "transcribe" or "transcription" => ModelType.Stt,
        "tts" or "speech" => ModelType.Tts,
        _ => null,
    };
}
