using System.Text.Json.Nodes;

namespace KernelHost.Upstream.Wires.OpenAi;

internal static class OpenAiEndpoints
{
    public static void MapOpenAi(this IEndpointRouteBuilder app, Stage stage)
    {
        app.MapPost("/v1/chat/completions", stage.Serve(OpenAiDialect.Instance, ChatCompletions.Respond));
        app.MapPost("/v1/completions", stage.Serve(OpenAiDialect.Instance, Completions.Respond));
        app.MapPost("/v1/responses", stage.Serve(OpenAiDialect.Instance, Responses.Respond));
        app.MapPost("/v1/embeddings", stage.Serve(OpenAiDialect.Instance, OpenAiEmbeddings.Respond));
        app.MapPost("/v1/audio/speech", stage.Serve(OpenAiDialect.Instance, Audio.Speak));
        app.MapPost("/v1/audio/transcriptions", stage.Serve(OpenAiDialect.Instance, Audio.Transcribe));
    }

    public static Reply List(Incoming call) => Reply.Of(new JsonObject
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. call.Stage.Options.OpenAiModels.Select(m => Model(m, call))]),
    });

    public static Reply One(Incoming call) => call.Stage.Options.OpenAiModels.Contains(call.RouteId)
        ? Reply.Of(Model(call.RouteId!, call))
        : throw new RefusedException(new Failure(404, $"The model '{call.RouteId}' does not exist.", "model_not_found", "model"));

    private static JsonObject Model(string id, Incoming call) => new()
    {
        ["id"] = id,
        ["object"] = "model",
        ["created"] = call.Created,
        ["owned_by"] = "openai",
    };
}
