using KernelHost.Organizations;
using Microsoft.OpenApi;

namespace KernelHost.Server.Endpoints;

/// <summary>What OpenAPI says of the two formats. (Stating them as accepted would let routing refuse all others, without naming these.)</summary>
internal static class ExchangeDocs
{
    private const string Example = """
        version: v1
        name: my-project
        namespace: default
        runtime:
          default_model: fast
          models:
            - name: fast
              provider: ollama
              model: llama3.2:latest
        """;

    public static RouteHandlerBuilder TakesBoth(this RouteHandlerBuilder endpoint) => endpoint.AddOpenApiOperationTransformer((operation, context, _) =>
    {
        operation.RequestBody = new OpenApiRequestBody { Required = true, Content = Content(context.Document) };
        return Task.CompletedTask;
    });

    public static RouteHandlerBuilder AnswersBoth(this RouteHandlerBuilder endpoint) => endpoint.AddOpenApiOperationTransformer((operation, context, _) =>
    {
        operation.Responses = new() { ["200"] = new OpenApiResponse { Description = "OK", Content = Content(context.Document) } };
        return Task.CompletedTask;
    });

    private static Dictionary<string, OpenApiMediaType> Content(OpenApiDocument? document) => new()
    {
        [ExchangeFormat.Json] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(nameof(OrgConfig), document) },
        [ExchangeFormat.Yaml] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = Example },
    };
}
