using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using KernelHost.Server.Wire;
using Microsoft.OpenApi;

namespace KernelHost.Server.Endpoints;

/// <summary>
/// What OpenAPI says of bodies that are read and written by hand. OpenAI's schemas are OpenAI's to publish: an example and the required members tell a reader more.
/// </summary>
internal static class ModelPlaneDocs
{
    private const string Json = "application/json";

    /// <param name="example">A request that works.</param>
    public static TBuilder TakesJson<TBuilder>(this TBuilder endpoint, [StringSyntax(StringSyntaxAttribute.Json)] string example, params string[] required)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = Content(example, required) };
            operation.AddWishHeaders();
            return Task.CompletedTask;
        });

    /// <param name="file">The part that is a file.</param>
    public static TBuilder TakesForm<TBuilder>(this TBuilder endpoint, string file, params string[] fields)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            var members = fields.ToDictionary(name => name, IOpenApiSchema (_) => new OpenApiSchema { Type = JsonSchemaType.String }, StringComparer.Ordinal);
            members[file] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
            var schema = new OpenApiSchema { Type = JsonSchemaType.Object, Required = new HashSet<string>(StringComparer.Ordinal) { file }, Properties = members };
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType> { ["multipart/form-data"] = new() { Schema = schema } } };
            operation.AddWishHeaders();
            return Task.CompletedTask;
        });

    /// <param name="example">An answer as it is.</param>
    public static TBuilder AnswersJson<TBuilder>(this TBuilder endpoint, [StringSyntax(StringSyntaxAttribute.Json)] string example)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Responses = new() { ["200"] = new OpenApiResponse { Description = "OK", Content = Content(example, []) } };
            return Task.CompletedTask;
        });

    public static TBuilder AnswersBytes<TBuilder>(this TBuilder endpoint, params string[] contentTypes)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            var content = contentTypes.ToDictionary(type => type, _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } }, StringComparer.Ordinal);
            operation.Responses = new() { ["200"] = new OpenApiResponse { Description = "OK", Content = content } };
            return Task.CompletedTask;
        });

    private static void AddWishHeaders(this OpenApiOperation operation) => operation.Parameters =
    [
        .. operation.Parameters ?? [],
        Header(ModelHeaders.Delivery, "How this call's answer is delivered, whatever the setup says.", "stream", "assured"),
        Header(ModelHeaders.Rehearse, "For admins: the model that is asked first fails like this without being asked.", "rate_limit", "timeout", "error"),
    ];

    private static OpenApiParameter Header(string name, string description, params string[] words) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. words.Select(word => JsonValue.Create(word))] },
    };

    private static Dictionary<string, OpenApiMediaType> Content(string example, string[] required) => new()
    {
        [Json] = new OpenApiMediaType
        {
            Schema = new OpenApiSchema { Type = JsonSchemaType.Object, Required = required.ToHashSet(StringComparer.Ordinal) },
            Example = JsonNode.Parse(example),
        },
    };
}
