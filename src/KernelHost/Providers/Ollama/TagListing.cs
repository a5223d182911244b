using System.Text.Json;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers.Http;

namespace KernelHost.Providers.Ollama;

/// <summary>What <c>GET /api/tags</c> lists. Ollama runs embedders and language models, so what is not the one is the other.</summary>
internal static class TagListing
{
    public static IReadOnlyList<ListedModel> Read(JsonElement answer) =>
        [.. from model in answer.Items("models")
            let name = model.Text("model") ?? model.Text("name")
            where !string.IsNullOrEmpty(name)
            select new ListedModel(name, IsEmbedder(model, name) ? ModelType.Embedding : ModelType.Llm)];

    private static bool IsEmbedder(JsonElement model, string name)
    {
        var details = model.Object("details");
        var families = details.Items("families").Append(details.TryFamily()).Select(family => family.ValueKind == JsonValueKind.String ? family.GetString() : "");
        return WellKnownModels.TypeOf(name) == ModelType.Embedding
            || model.Items("capabilities").Any(capability => capability.ValueEquals("embedding"))
            || families.Any(family => family?.Contains("bert", StringComparison.OrdinalIgnoreCase) == true);
    }

    private static JsonElement TryFamily(this JsonElement details) =>
        details.ValueKind == JsonValueKind.Object && details.TryGetProperty("family", out var family) ? family : default;
}
