using Microsoft.OpenApi;

namespace KernelHost.Server.Docs;

/// <summary>OpenAPI 3.1 at <c>/openapi/v1.json</c> and its page at <c>/scalar</c>, both open to all.</summary>
internal static class ApiDocs
{
    private const string Document = "v1";
    private const string Tag = "Docs";

    public static IServiceCollection AddApiDocs(this IServiceCollection services) => services.AddOpenApi(Document, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddSchemaTransformer<ConfigSchemas>();
        options.AddOperationTransformer<ErrorResponses>();
        options.AddOperationTransformer((operation, _, _) =>
        {
            // A list may be empty; the description of handlers that are bound by generated code says otherwise.
            foreach (var list in operation.Parameters?.OfType<OpenApiParameter>().Where(parameter => parameter is { In: ParameterLocation.Query, Schema.Type: JsonSchemaType.Array }) ?? [])
                list.Required = false;
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
    });

    public static void MapApiDocs(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("").AllowAnonymous().WithTags(Tag).ExcludeFromDescription();
        group.MapOpenApi();
#if KERNELHOST_NUGET
        Scalar.AspNetCore.ScalarEndpointRouteBuilderExtensions.MapScalarApiReference(group, "/scalar");
#else
        group.MapScalarPage();
#endif
    }

    private static void Describe(OpenApiDocument document)
    {
        const string scheme = "api_key";
        document.Info = new()
        {
            Title = "KernelHost",
            Version = Document,
            Description = "A multi-tenant host for Semantic Kernel plugins with an OpenAI-compatible API. Under /v1 errors have OpenAI's shape; elsewhere they are RFC 9457 problem details with a stable code.",
        };
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key. Admin endpoints take it in X-Admin-Token, too. A system-admin key picks its organisation with the header X-Org: <slug>; without it, it works in system." },
        };
        document.Security = [new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] }];
        document.Servers?.Clear();
    }
}
