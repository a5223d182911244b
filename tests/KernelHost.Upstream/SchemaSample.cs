using System.Text.Json;
using System.Text.Json.Nodes;

namespace KernelHost.Upstream;

/// <summary>A small valid instance of a JSON Schema, the same every time. A string is the name of its own property.</summary>
internal static class SchemaSample
{
    // A schema that refers to itself ends here: below this depth only what is required is made.
    private const int Deep = 6;

    // One that refers to itself and nothing else has no instance at all, and must not end the process.
    private const int Endless = 40;

    public static JsonNode? For(JsonElement schema) => Make(schema, schema, "text", 0);

    public static JsonElement Arguments(JsonElement schema) =>
        JsonSerializer.SerializeToElement(For(schema) as JsonObject ?? []);

    private static JsonNode? Make(JsonElement schema, JsonElement root, string name, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > Endless)
        {
            return name;
        }

        if (schema.Text("$ref") is { } reference)
        {
            return Make(Resolve(root, reference), root, name, depth + 1);
        }

        var given = schema.Member("const") ?? First(schema, "enum") ?? schema.Member("default") ?? First(schema, "examples");
        if (given is { } value)
        {
            return JsonNode.Parse(value.GetRawText());
        }

        var branch = First(schema, "anyOf") ?? First(schema, "oneOf") ?? First(schema, "allOf");
        return branch is { } inner ? Make(inner, root, name, depth + 1) : OfType(schema, root, name, depth);
    }

    private static JsonNode? OfType(JsonElement schema, JsonElement root, string name, int depth) => TypeOf(schema) switch
    {
        "object" => Object(schema, root, depth),
        "array" => Array(schema, root, name, depth),
        "integer" => (long)Number(schema, 1),
        "number" => Number(schema, 0.5),
        "boolean" => true,
        "null" => null,
        _ => String(schema, name),
    };

    private static JsonObject Object(JsonElement schema, JsonElement root, int depth)
    {
        var required = schema.Items("required").Select(r => r.GetString()).ToHashSet();
        var made = new JsonObject();
        foreach (var property in schema.Member("properties")?.EnumerateObject() ?? default)
        {
            if (depth < Deep || required.Contains(property.Name))
            {
                made[property.Name] = Make(property.Value, root, property.Name, depth + 1);
            }
        }

        return made;
    }

    private static JsonArray Array(JsonElement schema, JsonElement root, string name, int depth)
    {
        var least = schema.Number("minItems") ?? 0;
        var count = depth < Deep ? Math.Max(1, least) : least;
        var items = schema.Member("items") ?? default;
        return [.. Enumerable.Range(0, (int)Math.Min(count, schema.Number("maxItems") ?? count)).Select(_ => Make(items, root, name, depth + 1))];
    }

    private static double Number(JsonElement schema, double usual)
    {
        var least = schema.Number("minimum") ?? schema.Number("exclusiveMinimum") + 1;
        var most = schema.Number("maximum") ?? schema.Number("exclusiveMaximum") - 1;
        return Math.Min(Math.Max(usual, least ?? usual), most ?? double.MaxValue);
    }

    private static string String(JsonElement schema, string name)
    {
        var text = schema.Text("format") switch
        {
            "date" => "2026-01-02",
            "date-time" => "2026-01-02T03:04:05Z",
            "time" => "03:04:05Z",
            "email" => "someone@example.org",
            "uri" => "https://example.org/",
            "uuid" => "00000000-0000-4000-8000-000000000001",
            _ => name,
        };
        text = text.PadRight((int)(schema.Number("minLength") ?? 0), 'x');
        return schema.Number("maxLength") is { } most && most < text.Length ? text[..(int)most] : text;
    }

    private static string? TypeOf(JsonElement schema) => schema.Member("type") switch
    {
        { ValueKind: JsonValueKind.Array } types => types.EnumerateArray().Select(t => t.GetString()).FirstOrDefault(t => t != "null"),
        { ValueKind: JsonValueKind.String } type => type.GetString(),
        _ => schema.Member("properties") is null ? null : "object",
    };

    private static JsonElement? First(JsonElement schema, string member) =>
        schema.Items(member).Select(e => (JsonElement?)e).FirstOrDefault();

    private static JsonElement Resolve(JsonElement root, string reference) =>
        reference.Split('/').Skip(1).Aggregate(root, (at, step) => at.Member(step) ?? default);
}
