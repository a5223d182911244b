using System.Text.Json;
using System.Text.Json.Nodes;

namespace KernelHost.Upstream.Wires.Ollama;

internal static class OllamaEndpoints
{
    public static void MapOllama(this IEndpointRouteBuilder app, Stage stage)
    {
        app.MapPost("/api/chat", stage.Serve(OllamaDialect.Instance, OllamaChat.Respond));
        app.MapPost("/api/embed", stage.Serve(OllamaDialect.Instance, Embed));
        app.MapPost("/api/embeddings", stage.Serve(OllamaDialect.Instance, EmbedOne));
        app.MapGet("/api/tags", stage.Serve(OllamaDialect.Instance, OllamaModels.List));
        app.MapPost("/api/show", stage.Serve(OllamaDialect.Instance, OllamaModels.Show));
        app.MapGet("/api/version", stage.Serve(OllamaDialect.Instance, _ => Reply.Of(new JsonObject { ["version"] = "0.13.0" })));
        app.MapMethods("/", ["GET", "HEAD"], stage.Serve(OllamaDialect.Instance, _ => Reply.Of("text/plain; charset=utf-8", "Ollama is running"u8.ToArray())));
    }

    private static Reply Embed(Incoming call)
    {
        var input = call.Body().Member("input") ?? default;
        string[] texts = input.ValueKind == JsonValueKind.Array ? [.. input.EnumerateArray().Select(i => i.GetString() ?? "")] : [input.GetString() ?? ""];
        return Reply.Of(new JsonObject
        {
            ["model"] = call.Model,
            ["embeddings"] = new JsonArray([.. texts.Select(t => Vector(call, t))]),
            ["total_duration"] = 14143917,
            ["load_duration"] = 1019500,
            ["prompt_eval_count"] = texts.Sum(Words.Count),
        });
    }

    private static Reply EmbedOne(Incoming call) =>
        Reply.Of(new JsonObject { ["embedding"] = Vector(call, call.Body().Text("prompt") ?? "") });

    private static JsonArray Vector(Incoming call, string text) =>
        [.. Vectors.Of(text, Vectors.Dimensions(call)).Select(x => (JsonNode)x)];
}
