using System.Collections.Immutable;
using KernelHost.Organizations;
using KernelHost.Security;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace KernelHost.Server.Docs;

/// <summary>Describes those types of a config whose JSON is written by converters, which no reflection sees.</summary>
internal sealed class ConfigSchemas : IOpenApiSchemaTransformer
{
    public async Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(Secret))
        {
            (schema.Type, schema.WriteOnly, schema.Description) = (JsonSchemaType.String | JsonSchemaType.Null, true, "Absent keeps it, null deletes it. Never in an answer.");
        }
        else if (type == typeof(Duration))
        {
            (schema.Type, schema.Examples) = (JsonSchemaType.String, ["300ms", "30s", "5m"]);
        }
        else if (type == typeof(ProviderList))
        {
            schema.Type = JsonSchemaType.Object;
            schema.AdditionalProperties = await context.GetOrCreateSchemaAsync(typeof(ProviderSettings), null, cancellationToken);
        }
        else if (type == typeof(ImmutableArray<ModelEntry>))
        {
            schema.Items = new OpenApiSchema { OneOf = [new OpenApiSchema { Type = JsonSchemaType.String }, await EntryAsync(context, cancellationToken)] };
        }
    }

    private static async Task<OpenApiSchema> EntryAsync(OpenApiSchemaTransformerContext context, CancellationToken cancellationToken) => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "id" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["id"] = new OpenApiSchema { Type = JsonSchemaType.String },
            ["type"] = await context.GetOrCreateSchemaAsync(typeof(ModelType), null, cancellationToken),
        },
    };
}
