using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>The JSON schema of a parameter or result.</summary>
public sealed class KernelJsonSchema
{
    private static readonly UnloadableTypes Options = new(CreateOptions());
    private static readonly AIJsonSchemaCreateOptions Inference = new();

    internal KernelJsonSchema(JsonElement rootElement) => RootElement = rootElement;

    /// <summary>The schema.</summary>
    public JsonElement RootElement { get; }

    /// <summary>Reads a schema from JSON text.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static KernelJsonSchema Parse(string jsonSchema) => new(JsonElement.Parse(jsonSchema));

    /// <summary>The schema as JSON text.</summary>
    public override string ToString() => RootElement.GetRawText();

    internal static KernelJsonSchema? Infer(Type? type, string description = "", object? defaultValue = null)
    {
        if (type is null || type == typeof(void) || type.IsByRef || type.IsPointer)
            return null;

        if (TypeConversion.ToText(defaultValue) is { } text && !string.IsNullOrWhiteSpace(text))
            description = $"{description} (default value: {text})".Trim();

        var schema = AIJsonUtilities.CreateJsonSchema(type, description.Length > 0 ? description : null, serializerOptions: Options.OptionsFor(type), inferenceOptions: Inference);
        return new(schema.ValueKind == JsonValueKind.True ? JsonElement.Parse("{}") : schema);
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver(), Converters = { new JsonStringEnumConverter() } };
        options.MakeReadOnly();
        return options;
    }
}
