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
            .WithSummary("Embeddings").WithDescription("OpenAI's wire format: a string or an array of strings, or of tokens where the model's server takes them; as float or base64.");

    private static async Task EmbedAsync(HttpContext context, CallerSetup callers, IOptions<ServerOptions> limits)
    {
        var gone = context.RequestAborted;
        var setup = await callers.OwnAsync(gone);
        var withModelInfo = context.Request.WantsModelInfo();
        using var body = await RequestBody.ReadBytesAsync(context, limits.Value.MaxModelRequestBytes);
        var call = EmbeddingsRequest.Read(RequestBody.Outline(body.Memory), withModelInfo ? ModelInfoWriter.ToJson : null);

        using var scope = callers.BeginScope(context.Request);
        using var reply = await setup.EmbedAsync(callers.Request(context.Request, call.Request.Model, ModelType.Embedding), call, gone);
        context.Response.Report(reply.Report);
        await (reply switch
        {
            { Json: { } json } => context.WriteAsync(json),
            { Vectors: { } vectors } => context.WriteJsonAsync(json => EmbeddingsWriter.Write(json, vectors, reply.Report, call.AsBase64, withModelInfo)),
            _ => throw new InvalidOperationException("An answer has a form."),
        });
    }
}
