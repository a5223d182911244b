using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Anthropic;

/// <summary>
/// A JSON schema as Anthropic's structured outputs take it. Every object has to be closed, and limits on numbers, lengths and lists are refused: those are
/// told to the model in the description instead, so that they still count for something.
/// </summary>
internal static class AnthropicSchema
{
    private static readonly FrozenSet<string> Refused = FrozenSet.Create(
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "maxItems", "uniqueItems", "minProperties", "maxProperties",
        "patternProperties", "propertyNames", "contains", "minContains", "maxContains", "not", "if", "then", "else");

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly AIJsonSchemaTransformOptions Rules = new()
    {
        DisallowAdditionalProperties = true,
        TransformSchemaNode = static (_, node) => node is JsonObject schema ? Accepted(schema) : node,
    };

    public static JsonElement Of(JsonElement schema) => AIJsonUtilities.TransformSchema(schema, Rules);

    private static JsonObject Accepted(JsonObject schema)
    {
        if (schema.Remove("oneOf", out var oneOf) && oneOf is not null)
            schema.TryAdd("anyOf", oneOf);

        var told = schema.Where(member => IsRefused(member.Key, member.Value)).Select(member => $"{member.Key}: {member.Value?.ToJsonString(Readable) ?? "null"}").ToArray();
        if (told.Length == 0)
            return schema;

        foreach (var name in schema.Where(member => IsRefused(member.Key, member.Value)).Select(member => member.Key).ToArray())
            schema.Remove(name);
        var described = schema["description"] is JsonValue text && text.TryGetValue(out string? words) ? $"{words} " : "";
        schema["description"] = $"{described}({string.Join(", ", told)})";
        return schema;
    }

    // Of a list's least length only none and one are understood.
    private static bool IsRefused(string name, JsonNode? value) =>
        Refused.Contains(name) || (name == "minItems" && !(value is JsonValue number && number.TryGetValue(out int least) && least is 0 or 1));
}
