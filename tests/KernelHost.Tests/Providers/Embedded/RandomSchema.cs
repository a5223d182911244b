using System.Text.Json.Nodes;

namespace KernelHost.Tests.Providers.Embedded;

/// <summary>Schemas that can be fulfilled, of every keyword the filler claims.</summary>
internal sealed class RandomSchema(Random random)
{
    private static readonly string[] Names = ["title", "label", "score", "weight", "order", "query", "queries", "reason", "is_image_request", "levels", "id", "confidence", "name", "date", "x", "größe", "maxScore", "tags"];
    private static readonly string[] Formats = ["email", "uri", "date", "date-time", "uuid", "ipv4", "unheard-of"];

    private int _definitions;
    private readonly JsonObject _defs = [];

    public JsonObject Make()
    {
        var schema = Any(4);
        if (_defs.Count > 0)
        {
            schema["$defs"] = _defs;
        }

        return schema;
    }

    private JsonObject Any(int depth) => random.Next(depth <= 0 ? 7 : 14) switch
    {
        0 or 1 => Text(),
        2 => Number("integer"),
        3 => Number("number"),
        4 => new() { ["type"] = "boolean", ["description"] = "Whether the text asks for a picture" },
        5 => new() { ["enum"] = new JsonArray("red", "blue", 3, 7.5, null, true) },
        6 => new() { ["const"] = random.Next(2) == 0 ? "fixed" : new JsonObject { ["a"] = 1 } },
        7 or 8 or 9 => Object(depth),
        10 or 11 => Array(depth),
        12 => OneOf(depth),
        _ => Referenced(depth),
    };

    private JsonObject Text()
    {
        var schema = new JsonObject { ["type"] = random.Next(4) == 0 ? new JsonArray("string", "null") : "string" };
        if (random.Next(3) == 0)
        {
            var min = random.Next(40);
            (schema["minLength"], schema["maxLength"]) = (min, min + random.Next(30));
        }
        else if (random.Next(4) == 0)
        {
            schema["format"] = Formats[random.Next(Formats.Length)];
        }

        return schema;
    }

    private JsonObject Number(string type)
    {
        var schema = new JsonObject { ["type"] = type };
        var low = random.Next(-50, 50);
        switch (random.Next(5))
        {
            case 0:
                (schema["minimum"], schema["maximum"]) = (low, low + random.Next(20));
                break;
            case 1:
                (schema["exclusiveMinimum"], schema["exclusiveMaximum"]) = (low, low + 2 + random.Next(20));
                break;
            case 2:
                (schema["minimum"], schema["multipleOf"]) = (low + 0.5m, new decimal[] { 5, 3, 0.25m, 2 }[random.Next(4)]);
                break;
            case 3 when type == "number":
                (schema["exclusiveMinimum"], schema["maximum"]) = (0, 0.125m);
                break;
            default:
                break;
        }

        return schema;
    }

    private JsonObject Object(int depth)
    {
        var names = Names.OrderBy(_ => random.Next()).Take(random.Next(1, 6)).ToList();
        return new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(names.Select(name => KeyValuePair.Create<string, JsonNode?>(name, Any(depth - 1)))),
            ["required"] = new JsonArray([.. names.Where(_ => random.Next(2) == 0).Select(name => (JsonNode)name)]),
            ["additionalProperties"] = false,
        };
    }

    private JsonObject Array(int depth)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = Any(depth - 1) };
        if (random.Next(4) == 0)
        {
            return new() { ["type"] = "array", ["prefixItems"] = new JsonArray(Text(), Number("integer")), ["items"] = false, ["minItems"] = 2 };
        }

        if (random.Next(4) == 0)
        {
            // Items of which there are enough different ones.
            (schema["items"], schema["uniqueItems"]) = (random.Next(2) == 0 ? new JsonObject { ["type"] = "string", ["maxLength"] = 12 } : new JsonObject { ["enum"] = new JsonArray("a", "b", "c", "d", 5, 6) }, true);
        }

        var min = random.Next(5);
        (schema["minItems"], schema["maxItems"]) = (min, min + random.Next(2));
        return schema;
    }

    private JsonObject OneOf(int depth) => new()
    {
        [random.Next(2) == 0 ? "anyOf" : "oneOf"] = random.Next(2) == 0
            ? new JsonArray(Kind("a", depth), Kind("b", depth))
            : new JsonArray(new JsonObject { ["type"] = "null" }, Number("integer"), new JsonObject { ["type"] = "string" }),
    };

    private JsonObject Kind(string kind, int depth) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { ["kind"] = new JsonObject { ["const"] = kind }, ["value"] = Any(depth - 2) },
        ["required"] = new JsonArray("kind", "value"),
    };

    private JsonObject Referenced(int depth)
    {
        var name = $"d{_definitions++}";
        _defs[name] = Any(depth - 1);
        var reference = new JsonObject { ["$ref"] = $"#/$defs/{name}" };
        return random.Next(2) == 0 ? reference : new() { ["allOf"] = new JsonArray(reference), ["description"] = "By reference" };
    }
}
