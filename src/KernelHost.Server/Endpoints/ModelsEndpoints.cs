using KernelHost.Kernels;
using KernelHost.Server.Endpoints.Assistants;
using KernelHost.Server.Errors;
using KernelHost.Server.Wire;

namespace KernelHost.Server.Endpoints;

/// <summary>What a client may write in <c>model</c>: only what its key may use.</summary>
internal static class ModelsEndpoints
{
    private const string Model = """
        {"id": "openai/gpt-4o", "object": "model", "created": 1735689600, "owned_by": "openai", "type": "LLM", "provider": "openai", "available": true,
         "service_ids": ["default", "openai/gpt-4o"]}
        """;

    private const string List = $$"""{"object": "list", "data": [{{Model}}]}""";

    public static void MapModels(this IEndpointRouteBuilder app)
    {
        var group = app.MapModelGroup("/v1", "Models");
        group.MapGet("/models", ListAsync).AnswersJson(List).WithSummary("The models this key may use");
        group.MapGet("/models/{**id}", GetAsync).AnswersJson(Model).WithSummary("One model").WithDescription("The id may hold slashes, as in openai/gpt-4o.");
        group.MapGet("/projects/{org}/{setup}/models", ListInProjectAsync).AnswersJson(List).WithSummary("The models of a chosen setup");
    }

    private static async Task ListAsync(HttpContext context, CallerSetup callers, AskedAssistants assistants) =>
        await WriteAsync(context, callers, assistants, await callers.OwnAsync(context.RequestAborted));

    private static async Task ListInProjectAsync(HttpContext context, string org, string setup, CallerSetup callers, AskedAssistants assistants) =>
        await WriteAsync(context, callers, assistants, await callers.NamedAsync(org, setup, context.RequestAborted));

    private static async Task GetAsync(HttpContext context, string id, CallerSetup callers, AskedAssistants assistants)
    {
        // Clients escape the slash, and routing leaves that one escape as it is.
        var wanted = id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var setup = await callers.OwnAsync(context.RequestAborted);
        var model = (await ModelsAsync(callers, assistants, setup)).FirstOrDefault(model => model.Id == wanted)
            ?? throw new ApiErrorException(ApiError.NotFound("model", Excerpt.Of(wanted)) with { Param = "model" });
        await context.WriteJsonAsync(json => ModelsWriter.Write(json, model));
    }

    private static async Task WriteAsync(HttpContext context, CallerSetup callers, AskedAssistants assistants, SetupSnapshot setup)
    {
        var models = await ModelsAsync(callers, assistants, setup);
        await context.WriteJsonAsync(json => ModelsWriter.WriteList(json, models));
    }

    private static async Task<IEnumerable<OfferedModel>> ModelsAsync(CallerSetup callers, AskedAssistants assistants, SetupSnapshot setup) =>
        ModelListing.Of(setup.Models, callers.Allowed).Concat(ModelListing.OfAssistants(setup.Models, await assistants.OfferedAsync(setup, callers)));
}
