using System.Text.Json.Nodes;

namespace KernelHost.Upstream.Wires.Ollama;

/// <summary>GET /api/tags and POST /api/show.</summary>
internal static class OllamaModels
{
    public static Reply List(Incoming call) => Reply.Of(new JsonObject
    {
        ["models"] = new JsonArray([.. call.Stage.Options.OllamaModels.Select(m => Listed(m, call))]),
    });

    public static Reply Show(Incoming call)
    {
        _ = call.Body();
        if (!call.Stage.Options.OllamaModels.Contains(call.Model))
        {
            throw new RefusedException(new Failure(404, $"model '{call.Model}' not found"));
        }

        return Reply.Of(new JsonObject
        {
            ["modelfile"] = $"FROM {call.Model}",
            ["parameters"] = "",
            ["template"] = "{{ .Prompt }}",
            ["details"] = Details(),
            ["model_info"] = new JsonObject { ["general.architecture"] = "llama", ["llama.context_length"] = 131072, ["llama.embedding_length"] = call.Stage.Options.EmbeddingDimensions },
            ["capabilities"] = IsEmbedding(call.Model) ? new JsonArray("embedding") : new JsonArray("completion", "tools", "vision", "thinking"),
            ["modified_at"] = call.Stage.Now.UtcDateTime.ToString("O"),
        });
    }

    private static JsonObject Listed(string model, Incoming call) => new()
    {
        ["name"] = model,
        ["model"] = model,
        ["modified_at"] = call.Stage.Now.UtcDateTime.ToString("O"),
        ["size"] = 2019393189,
        ["digest"] = "a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72",
        ["details"] = Details(),
    };

    private static JsonObject Details() => new()
    {
        ["parent_model"] = "",
        ["format"] = "gguf",
        ["family"] = "llama",
        ["families"] = new JsonArray("llama"),
        ["parameter_size"] = "3.2B",
        ["quantization_level"] = "Q4_K_M",
    };

    private static bool IsEmbedding(string model) => model.Contains("embed", StringComparison.Ordinal);
}
