using System.Text.Json;

namespace KernelHost.Tests.Providers.Embedded;

/// <summary>Checks an instance against the part of JSON Schema that the filler claims, written from the specification and independently of it.</summary>
internal static class MiniValidator
{
    /// <summary>The first fault found, null for a valid instance.</summary>
    public static string? Fault(JsonElement root, JsonElement instance) => Fault(root, root, instance, "$");

    private static string? Fault(JsonElement root, JsonElement schema, JsonElement value, string path)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return schema.ValueKind == JsonValueKind.False ? $"{path}: nothing allowed" : null;
        }

        return schema.EnumerateObject().Select(keyword => keyword.Name switch
        {
            "$ref" => Fault(root, Target(root, keyword.Value.GetString()!), value, path),
            "allOf" => keyword.Value.EnumerateArray().Select(part => Fault(root, part, value, path)).FirstOrDefault(fault => fault is not null),
            "anyOf" => Matches(root, keyword.Value, value) > 0 ? null : $"{path}: no branch of anyOf",
            "oneOf" => Matches(root, keyword.Value, value) == 1 ? null : $"{path}: not exactly one branch of oneOf",
            "type" => HasType(keyword.Value, value) ? null : $"{path}: {value.ValueKind} is no {keyword.Value}",
            "const" => JsonElement.DeepEquals(keyword.Value, value) ? null : $"{path}: not the constant",
            "enum" => keyword.Value.EnumerateArray().Any(allowed => JsonElement.DeepEquals(allowed, value)) ? null : $"{path}: not in enum",
            _ => value.ValueKind switch
            {
                JsonValueKind.Object => OfObject(root, schema, keyword, value, path),
                JsonValueKind.Array => OfArray(root, schema, keyword, value, path),
                JsonValueKind.String => OfString(keyword, value.GetString()!, path),
                JsonValueKind.Number => OfNumber(keyword, value.GetDecimal(), path),
                _ => null,
            },
        }).FirstOrDefault(fault => fault is not null);
    }

    private static string? OfObject(JsonElement root, JsonElement schema, JsonProperty keyword, JsonElement value, string path) => keyword.Name switch
    {
        "required" => keyword.Value.EnumerateArray().Select(name => name.GetString()!).FirstOrDefault(name => !value.TryGetProperty(name, out _)) is { } missing ? $"{path}.{missing}: missing" : null,
        "properties" => keyword.Value.EnumerateObject()
            .Select(property => value.TryGetProperty(property.Name, out var member) ? Fault(root, property.Value, member, $"{path}.{property.Name}") : null)
            .FirstOrDefault(fault => fault is not null),
        "additionalProperties" when keyword.Value.ValueKind == JsonValueKind.False =>
            value.EnumerateObject().All(member => schema.GetProperty("properties").TryGetProperty(member.Name, out _)) ? null : $"{path}: has more members",
        _ => null,
    };

    private static string? OfArray(JsonElement root, JsonElement schema, JsonProperty keyword, JsonElement value, string path)
    {
        var items = value.EnumerateArray().ToList();
        var fixedItems = schema.TryGetProperty("prefixItems", out var prefix) ? prefix.GetArrayLength() : 0;
        return keyword.Name switch
        {
            "minItems" => items.Count >= keyword.Value.GetInt32() ? null : $"{path}: {items.Count} items are too few",
            "maxItems" => items.Count <= keyword.Value.GetInt32() ? null : $"{path}: {items.Count} items are too many",
            "uniqueItems" when keyword.Value.GetBoolean() => items.Index().All(one => items.Skip(one.Index + 1).All(other => !JsonElement.DeepEquals(one.Item, other))) ? null : $"{path}: repeats an item",
            "items" => items.Skip(fixedItems).Select((item, index) => Fault(root, keyword.Value, item, $"{path}[{index + fixedItems}]")).FirstOrDefault(fault => fault is not null),
            "prefixItems" => items.Zip(keyword.Value.EnumerateArray(), (item, part) => Fault(root, part, item, path)).FirstOrDefault(fault => fault is not null),
            _ => null,
        };
    }

    private static string? OfString(JsonProperty keyword, string text, string path) => keyword.Name switch
    {
        "minLength" => text.EnumerateRunes().Count() >= keyword.Value.GetInt32() ? null : $"{path}: too short",
        "maxLength" => text.EnumerateRunes().Count() <= keyword.Value.GetInt32() ? null : $"{path}: too long",
        _ => null,
    };

    private static string? OfNumber(JsonProperty keyword, decimal number, string path)
    {
        var bound = keyword.Value.ValueKind == JsonValueKind.Number ? keyword.Value.GetDecimal() : 0;
        return keyword.Name switch
        {
            "minimum" => number >= bound ? null : $"{path}: {number} is below {bound}",
            "maximum" => number <= bound ? null : $"{path}: {number} is above {bound}",
            "exclusiveMinimum" => number > bound ? null : $"{path}: {number} is not above {bound}",
            "exclusiveMaximum" => number < bound ? null : $"{path}: {number} is not below {bound}",
            "multipleOf" => number % bound == 0 ? null : $"{path}: {number} is no multiple of {bound}",
            _ => null,
        };
    }

    private static int Matches(JsonElement root, JsonElement branches, JsonElement value) => branches.EnumerateArray().Count(branch => Fault(root, branch, value, "") is null);

    private static bool HasType(JsonElement types, JsonElement value) => types.ValueKind == JsonValueKind.Array
        ? types.EnumerateArray().Any(type => HasType(type, value))
        : types.GetString() switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            "integer" => value.ValueKind == JsonValueKind.Number && value.GetDecimal() % 1 == 0,
            "number" => value.ValueKind == JsonValueKind.Number,
            var other => throw new ArgumentException(other),
        };

    private static JsonElement Target(JsonElement root, string pointer) =>
        pointer.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(root, (node, name) => node.GetProperty(name));
}
