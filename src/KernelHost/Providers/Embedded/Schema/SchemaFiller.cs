using System.Text.Json;
using System.Text.Json.Nodes;
using KernelHost.Providers.Embedded.Rules;

namespace KernelHost.Providers.Embedded.Schema;

/// <summary>
/// Fills a JSON schema from the text of a request. Understood: type, properties, required, items, prefixItems, minItems, maxItems, uniqueItems,
/// enum, const, $ref, allOf, anyOf, oneOf, the numeric bounds, multipleOf, minLength, maxLength, and the common formats. Patterns, conditions
/// and negations are not looked at. Bounded: 4,000 values, 1,000 items in one array, 60 levels.
/// </summary>
internal sealed class SchemaFiller(JsonObject root, Evidence evidence, Effort effort)
{
    /// <summary>From here on only what is required is filled, and nulls and leaves are preferred: recursive schemas come to an end.</summary>
    private const int DeepEnough = 6;
    private const int MaxDepth = 60;
    private const int ManyValues = 2_000;
    private const int MaxValues = 4_000;

    private readonly SchemaResolver _resolver = new(root);
    private int _values;

    public static JsonNode? Fill(JsonElement schema, Evidence evidence, Effort effort)
    {
        var root = schema.ValueKind == JsonValueKind.Object ? JsonObject.Create(schema) ?? [] : [];
        return new SchemaFiller(root, evidence, effort).Fill(root, Place.Root);
    }

    private bool IsSpent(Place place) => place.Depth >= DeepEnough || _values > ManyValues;

    private JsonNode? Fill(JsonNode? written, Place place)
    {
        if (_values++ >= MaxValues)
        {
            return null;
        }

        var schema = _resolver.Resolve(written, IsSpent(place));
        if (schema.TryGetPropertyValue("const", out var constant))
        {
            return constant?.DeepClone();
        }

        place = place with { Description = Description(schema) ?? place.Description };
        if (schema["enum"] is JsonArray { Count: > 0 } allowed)
        {
            return EnumFiller.Fill(allowed, place, evidence);
        }

        return place.Depth > MaxDepth ? null : TypeOf(schema, IsSpent(place)) switch
        {
            "object" => FillObject(schema, place),
            "array" => FillArray(schema, place),
            "integer" => NumberFiller.Fill(schema, place, evidence, whole: true),
            "number" => NumberFiller.Fill(schema, place, evidence, whole: false),
            "boolean" => BooleanFor(place),
            "null" => null,
            _ => StringFiller.Fill(schema, place, evidence),
        };
    }

    private JsonObject FillObject(JsonObject schema, Place place)
    {
        var properties = schema["properties"] as JsonObject ?? [];
        var required = Strings(schema["required"]).ToHashSet();
        var names = properties.Select(property => property.Key).Where(name => required.Contains(name) || (effort.OptionalMembers && !IsSpent(place)))
            .Concat(required).Distinct();
        var filled = new JsonObject();
        place = place with { About = $"{place.About} {place.Description}", Belief = Belief.In(properties, evidence), Depth = place.Depth + 1 };
        foreach (var name in names)
        {
            var description = Description(properties[name] as JsonObject) ?? "";
            filled[name] = Fill(properties[name], place with { Name = name, Description = description });
            place = filled[name] is JsonValue value && value.TryGetValue<string>(out var text) ? Told(place, name, text) : place;
        }

        return filled;
    }

    // What is chosen for one member is a cue for the next.
    private static Place Told(Place place, string name, string text) => place with
    {
        About = place.About.Length < 200 ? $"{place.About} {text}" : place.About,
        Subject = name is "name" or "title" ? text : place.Subject,
    };

    private JsonArray FillArray(JsonObject schema, Place place)
    {
        var fixedItems = schema["prefixItems"] as JsonArray ?? [];
        var items = _resolver.Resolve(schema["items"], IsSpent(place));
        var count = ItemCount.Of(schema, items, fixedItems.Count, place, evidence, IsSpent(place) ? 0 : effort.Items);
        var unique = schema["uniqueItems"]?.GetValueKind() == JsonValueKind.True;
        var filled = new JsonArray();
        for (var index = 0; index < count && _values < MaxValues; index++)
        {
            var at = place with { List = place.Name, Index = index, Count = count, Depth = place.Depth + 1 };
            var value = Fill(index < fixedItems.Count ? fixedItems[index] : schema["items"], at);
            filled.Add(unique ? Distinct.From(filled, value, items) : value);
        }

        return filled;
    }

    private bool BooleanFor(Place place)
    {
        var statement = place.IsCalled("result", "answer", "value", "match") || place.Words.Length == 0 ? evidence.Prompt.Question : place.Words;
        return YesNo.Holds(statement, evidence.Text) || (place.Description.Length > 0 && YesNo.Holds(place.Description, evidence.Text));
    }

    private static string TypeOf(JsonObject schema, bool shallow)
    {
        var types = SchemaResolver.Types(schema);
        return types.Count switch
        {
            > 1 when shallow && types.Contains("null") => "null",
            > 0 => types.Find(type => type != "null") ?? "null",
            _ when schema["properties"] is not null || schema["required"] is not null => "object",
            _ when schema["items"] is not null || schema["prefixItems"] is not null => "array",
            _ when schema["minimum"] is not null || schema["maximum"] is not null => "number",
            _ => "string",
        };
    }

    private static string? Description(JsonObject? schema) =>
        schema?["description"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static IEnumerable<string> Strings(JsonNode? array) => (array as JsonArray ?? [])
        .OfType<JsonValue>().Select(item => item.TryGetValue<string>(out var text) ? text : null).OfType<string>();
}
