using System.Text.Json.Nodes;

namespace KernelHost.Providers.Embedded.Schema;

/// <summary>A schema as written to one that can be filled: <c>$ref</c> followed, <c>allOf</c> merged, one branch of <c>anyOf</c>/<c>oneOf</c> taken.</summary>
internal sealed class SchemaResolver(JsonObject root)
{
    private const int MaxSteps = 32;

    /// <summary>Which branch to prefer when there are several.</summary>
    /// <param name="schema">An object, or a Boolean schema, or something malformed: both of the latter mean "anything".</param>
    /// <param name="shallow">Prefer branches that do not nest, to bring a recursive schema to an end.</param>
    public JsonObject Resolve(JsonNode? schema, bool shallow)
    {
        var current = schema as JsonObject ?? [];
        for (var step = 0; step < MaxSteps && Next(current, shallow) is { } next; step++)
        {
            current = next;
        }

        return current;
    }

    private JsonObject? Next(JsonObject schema, bool shallow)
    {
        if (schema["$ref"] is JsonValue reference && reference.TryGetValue<string>(out var pointer))
        {
            return Merge(Without(schema, "$ref"), Target(pointer));
        }

        if (schema["allOf"] is JsonArray all)
        {
            return all.Aggregate(Without(schema, "allOf"), (merged, part) => Merge(merged, Resolve(part, shallow)));
        }

        var choice = schema["anyOf"] is JsonArray ? "anyOf" : "oneOf";
        return schema[choice] is JsonArray { Count: > 0 } branches ? Merge(Without(schema, choice), Best(branches, shallow)) : null;
    }

    private JsonObject Best(JsonArray branches, bool shallow)
    {
        var followed = branches.Select(branch => branch is JsonObject { } one && one["$ref"] is not null && !shallow ? Next(one, shallow) ?? one : branch as JsonObject ?? []).ToList();
        return shallow
            ? followed.Find(IsNull) ?? followed.Find(IsLeaf) ?? followed[0]
            : followed.Find(branch => !IsNull(branch)) ?? followed[0];
    }

    private JsonObject Target(string pointer)
    {
        JsonNode? node = root;
        foreach (var part in pointer.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            node = node switch
            {
                JsonObject members => members[name],
                JsonArray items when int.TryParse(name, out var index) && index >= 0 && index < items.Count => items[index],
                _ => null,
            };
        }

        return node as JsonObject ?? [];
    }

    private static bool IsNull(JsonObject schema) => Types(schema) is ["null"] || (schema.TryGetPropertyValue("const", out var value) && value is null);

    private static bool IsLeaf(JsonObject schema) => schema["$ref"] is null && Types(schema) is [var type, ..] && type is not ("object" or "array");

    /// <summary>The types a schema allows; empty when it does not say.</summary>
    public static List<string> Types(JsonObject schema) => schema["type"] switch
    {
        JsonValue value when value.TryGetValue<string>(out var type) => [type],
        JsonArray types => [.. types.OfType<JsonValue>().Select(type => type.TryGetValue<string>(out var name) ? name : "").Where(name => name.Length > 0)],
        _ => [],
    };

    private static JsonObject Without(JsonObject schema, string keyword) =>
        new(schema.Where(member => member.Key != keyword).Select(Copy));

    /// <summary>Members of both; properties and required are united, of the rest the more special (second) wins.</summary>
    private static JsonObject Merge(JsonObject first, JsonObject second)
    {
        var merged = new JsonObject(first.Select(Copy));
        foreach (var (name, value) in second)
        {
            merged[name] = (name, merged[name], value) switch
            {
                ("properties", JsonObject mine, JsonObject theirs) => Merge(mine, theirs),
                ("required", JsonArray mine, JsonArray theirs) => new JsonArray([.. mine.Concat(theirs).DistinctBy(node => node?.ToJsonString()).Select(node => node?.DeepClone())]),
                ("description", { } mine, _) => mine.DeepClone(),
                _ => value?.DeepClone(),
            };
        }

        return merged;
    }

    private static KeyValuePair<string, JsonNode?> Copy(KeyValuePair<string, JsonNode?> member) => new(member.Key, member.Value?.DeepClone());
}
