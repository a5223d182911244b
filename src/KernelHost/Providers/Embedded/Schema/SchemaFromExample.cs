using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KernelHost.Providers.Embedded.Schema;

/// <summary>When a prompt asks for JSON without a schema: the schema its example implies, else one with a single text "answer".</summary>
internal static partial class SchemaFromExample
{
    private const int MaxExamples = 20;

    public static JsonObject Default => new() { ["type"] = "object", ["required"] = new JsonArray("answer"), ["properties"] = new JsonObject { ["answer"] = new JsonObject { ["type"] = "string" } } };

    /// <summary>From the first JSON object in the text that parses; null when there is none.</summary>
    public static JsonObject? Find(string text) => Enumerable.Range(0, text.Length).Where(index => text[index] == '{').Take(MaxExamples)
        .Select(start => Parse(text, start)).OfType<JsonObject>().Where(example => example.Count > 0).Select(Implied).FirstOrDefault();

    public static bool AsksForJson(string text) => Json().IsMatch(text);

    private static JsonObject? Parse(string text, int start)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text[start..]);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { AllowTrailingCommas = true, AllowMultipleValues = true });
        try
        {
            return JsonNode.Parse(ref reader) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonObject Implied(JsonNode? example) => example switch
    {
        JsonObject members => new()
        {
            ["type"] = "object",
            ["required"] = new JsonArray([.. members.Select(member => (JsonNode)member.Key)]),
            ["properties"] = new JsonObject(members.Select(member => KeyValuePair.Create<string, JsonNode?>(member.Key, Implied(member.Value)))),
        },
        JsonArray items => new() { ["type"] = "array", ["minItems"] = Math.Min(1, items.Count), ["items"] = Implied(items.FirstOrDefault()) },
        JsonValue value => OfValue(value),
        _ => new() { ["type"] = "string" },
    };

    private static JsonObject OfValue(JsonValue value) => value.GetValueKind() switch
    {
        JsonValueKind.Number => new() { ["type"] = value.ToJsonString().Contains('.') ? "number" : "integer" },
        JsonValueKind.True or JsonValueKind.False => new() { ["type"] = "boolean" },
        _ when value.GetValue<string>().Split('|', StringSplitOptions.TrimEntries) is { Length: > 1 } options => new() { ["enum"] = new JsonArray([.. options.Select(option => (JsonNode)option)]) },
        _ => new() { ["type"] = "string", ["description"] = value.GetValue<string>() },
    };

    [GeneratedRegex(@"\b(?:answer|respond|reply|return|output|produce|give)\b[^.\n]{0,80}\bJSON\b|\bJSON (?:format|object|only)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Json();
}
