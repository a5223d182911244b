using KernelHost.Server.Errors;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace KernelHost.Server.Docs;

/// <summary>Every operation can fail, and says in which dialect it then answers.</summary>
internal sealed class ErrorResponses : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var openAi = context.Description.RelativePath?.StartsWith("v1/", StringComparison.Ordinal) is true;
        var type = openAi ? typeof(OpenAiErrorEnvelope) : typeof(Problem);
        context.Document?.AddComponent(type.Name, await context.GetOrCreateSchemaAsync(type, null, cancellationToken));
        var schema = new OpenApiSchemaReference(type.Name, context.Document);
        operation.Responses ??= [];
        operation.Responses.TryAdd("default", new OpenApiResponse
        {
            Description = openAi ? "Any error, in OpenAI's envelope" : "Any error, as problem details with a stable code",
            Content = new Dictionary<string, OpenApiMediaType> { [openAi ? "application/json" : "application/problem+json"] = new OpenApiMediaType { Schema = schema } },
        });
    }
}
