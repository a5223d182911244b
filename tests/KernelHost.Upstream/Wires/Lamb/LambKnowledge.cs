using System.Text.Json.Nodes;
using KernelHost.Upstream.Wires.OpenAi;

namespace KernelHost.Upstream.Wires.Lamb;

/// <summary>LAMB's knowledge-base server, as far as it is asked: POST /collections/{id}/query. It has one collection, 42, with three passages. Faults are set for the model <c>*</c>.</summary>
internal static class LambKnowledge
{
    private const string Collection = "42";

    private static readonly (double Similarity, string Data, string File, int Chunk)[] Passages =
    [
        (0.91, "The library opens at nine.", "opening.md", 0),
        (0.55, "Late books cost a fine.", "fines.md", 3),
        (0.12, "The garden has roses.", "garden.md", 1),
    ];

    public static void MapLamb(this IEndpointRouteBuilder app, Stage stage) => app.MapPost("/collections/{id}/query", stage.Serve(OpenAiDialect.Instance, Respond));

    private static Reply Respond(Incoming call)
    {
        if (call.RouteId != Collection)
        {
            throw new RefusedException(new Failure(404, $"Collection with ID {call.RouteId} not found"));
        }

        var question = call.Json.Text("query_text") ?? throw new RefusedException(new Failure(422, "query_text: Field required"));
        var (most, threshold) = ((int)(call.Json.Number("top_k") ?? 5), call.Json.Number("threshold") ?? 0);
        var found = Passages.Where(passage => passage.Similarity >= threshold).Take(most).ToArray();
        return Reply.Of(new JsonObject
        {
            ["results"] = new JsonArray([.. found.Select(Result)]),
            ["count"] = found.Length,
            ["timing"] = new JsonObject { ["total_seconds"] = 0.01, ["total_ms"] = 10.0 },
            ["query"] = question,
            ["embedding_info"] = new JsonObject { ["vendor"] = "ollama", ["model"] = "nomic-embed-text" },
        });
    }

    private static JsonNode Result((double Similarity, string Data, string File, int Chunk) passage) => new JsonObject
    {
        ["similarity"] = passage.Similarity,
        ["data"] = passage.Data,
        ["metadata"] = new JsonObject { ["filename"] = passage.File, ["chunk_index"] = passage.Chunk, ["chunk_count"] = 4 },
    };
}
