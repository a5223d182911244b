using KernelHost.Organizations;
using KernelHost.Server.Wire;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Endpoints;

/// <summary>OpenAI's embeddings.</summary>
internal static class EmbeddingsEndpoints
{
    private const string Answer = """
        {"object": "list", "data": [{"object": "embedding", "index": 0, "embedding": [0.938, 0, 0.345, 0]}], "model": "hash-embedding",
         "usage": {"prompt_tokens": 1, "total_tokens": 1},
         "model_info": {"requested": null, "resolved": "hash-embedding", "provider": "embedded", "fallback_used": false, "fallback_reason": null}}
        """;

    public static void MapEmbeddings(this IEndpointRouteBuilder app) =>
        app.MapModelGroup("/v1", "Embeddings").MapPost("/embeddings", EmbedAsync)
            .TakesJson("""{"input": ["one text", "another"], "encoding_format": "float"}""", "input").AnswersJson(Answer)
            .WithSummary("Embeddings").WithDescription("OpenAI's wire format: a string or an array of strings, as float or base64.");

    private static async Task EmbedAsync(HttpContext context, CallerSetup callers, IOptions<ServerOptions> limits)
    {
        var gone = context.RequestAborted;
        var setup = await callers.OwnAsync(gone);
        var withModelInfo = context.Request.WantsModelInfo();
        var request = EmbeddingsRequest.Read(await RequestBody.ReadAsync(context, limits.Value.MaxModelRequestBytes));

        using var scope = callers.BeginScope();
        using var generator = setup.Embeddings(callers.Request(context.Request, request.Model, ModelType.Embedding));
        var embeddings = await generator.GenerateAsync(request.Inputs, request.Options, gone);

        var report = ModelHeaders.ReportIn(embeddings.AdditionalProperties);
        context.Response.Report(report);
        await context.WriteJsonAsync(json => EmbeddingsWriter.Write(json, embeddings, report, request.AsBase64, withModelInfo));
    }
}
