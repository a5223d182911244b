using System.Text.Json;
using System.Text.Json.Nodes;

namespace KernelHost.Providers.Embedded.Schema;

/// <summary>Keeps the items of an array with <c>uniqueItems</c> apart.</summary>
internal static class Distinct
{
    /// <summary>The value, or one like it that is not among the items yet: the next number, a text with a number, another enum value or truth value.</summary>
    public static JsonNode? From(JsonArray items, JsonNode? value, JsonObject schema) =>
        Alternatives(value, schema, items.Count + 1).FirstOrDefault(candidate => !items.Any(item => JsonNode.DeepEquals(item, candidate)), value);

    private static IEnumerable<JsonNode?> Alternatives(JsonNode? value, JsonObject schema, int count)
    {
        yield return value;
        foreach (var allowed in schema["enum"] as JsonArray ?? [])
        {
            yield return allowed?.DeepClone();
        }

        if (schema["enum"] is null)
        {
            for (var step = 1; step <= count; step++)
            {
                foreach (var candidate in Like(value, schema, step))
                {
                    yield return candidate;
                }
            }
        }
    }

    private static IEnumerable<JsonNode?> Like(JsonNode? value, JsonObject schema, int step) => value switch
    {
        JsonValue flag when flag.GetValueKind() is JsonValueKind.True or JsonValueKind.False => [!flag.GetValue<bool>()],
        JsonValue number when number.TryGetValue<decimal>(out var n) => NumberRange.Of(schema, SchemaResolver.Types(schema).Contains("integer")).Others(n, step).Select(other => (JsonNode?)JsonValue.Create(other)),
        JsonValue text when text.TryGetValue<string>(out var s) => [StringFiller.Numbered(s, step + 1, schema)],
        JsonObject members => OfMembers(members, schema, step),
        _ => [],
    };

    // One changed member is enough to tell two objects apart.
    private static IEnumerable<JsonNode?> OfMembers(JsonObject members, JsonObject schema, int step) =>
        from member in members
        let memberSchema = (schema["properties"] as JsonObject)?[member.Key] as JsonObject
        where memberSchema is not null && !memberSchema.ContainsKey("const") && memberSchema["enum"] is null && memberSchema["$ref"] is null
        from other in Like(member.Value, memberSchema, step)
        select With(members, member.Key, other);

    private static JsonObject With(JsonObject members, string name, JsonNode? value)
    {
        var copy = (JsonObject)members.DeepClone();
        copy[name] = value?.DeepClone();
        return copy;
    }
}
