using System.Text.Json.Nodes;
using KernelHost.Upstream.Wires.OpenAi;

namespace KernelHost.Upstream.Wires.Anthropic;

internal static class AnthropicEndpoints
{
    public static void MapAnthropic(this IEndpointRouteBuilder app, Stage stage)
    {
        app.MapPost("/v1/messages", stage.Serve(AnthropicDialect.Instance, Messages.Respond));
        app.MapGet("/v1/models", ByVersionHeader(stage, OpenAiEndpoints.List, List));
        app.MapGet("/v1/models/{id}", ByVersionHeader(stage, OpenAiEndpoints.One, One));
    }

    // OpenAI and Anthropic share this address; only Anthropic's clients name a version.
    private static RequestDelegate ByVersionHeader(Stage stage, Func<Incoming, Reply> openAi, Func<Incoming, Reply> anthropic)
    {
        var (one, other) = (stage.Serve(OpenAiDialect.Instance, openAi), stage.Serve(AnthropicDialect.Instance, anthropic));
        return http => http.Request.Headers.ContainsKey("anthropic-version") ? other(http) : one(http);
    }

    private static Reply List(Incoming call)
    {
        var models = call.Stage.Options.AnthropicModels;
        return Reply.Of(new JsonObject
        {
            ["data"] = new JsonArray([.. models.Select(m => Model(m, call))]),
            ["has_more"] = false,
            ["first_id"] = models is [var first, ..] ? first : null,
            ["last_id"] = models is [.., var last] ? last : null,
        });
    }

    private static Reply One(Incoming call) => call.Stage.Options.AnthropicModels.Contains(call.RouteId)
        ? Reply.Of(Model(call.RouteId!, call))
        : throw new RefusedException(new Failure(404, $"model: {call.RouteId}"));

    private static JsonObject Model(string id, Incoming call) => new()
    {
        ["type"] = "model",
        ["id"] = id,
        ["display_name"] = id,
        ["created_at"] = call.Stage.Now.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
    };
}
