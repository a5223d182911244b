using System.Text.Json.Nodes;

namespace KernelHost.Tests.Models.Rules;

/// <summary>
/// The guide's rules read off the JSON of a route and of a request, step by step and with no regard for speed; what the host's routing is held against.
/// The answer is the rule's name, or <c>otherwise</c>.
/// </summary>
internal static class NaiveRoutes
{
    public static string Answer(JsonObject route, JsonObject request, DateTimeOffset utcNow)
    {
        var rules = (JsonArray)route["rules"]!;
        for (var index = 0; index < rules.Count; index++)
        {
            if (Matches(rules[index]!["when"] as JsonObject ?? [], request, utcNow))
            {
                return rules[index]!["name"]?.GetValue<string>() ?? $"rules[{index}]";
            }
        }

        return "otherwise";
    }

    private static bool Matches(JsonObject when, JsonObject request, DateTimeOffset utcNow)
    {
        var messages = (request["messages"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        var last = Text(messages.LastOrDefault(message => (string?)message["role"] == "user"), "\n");
        var length = Text(messages.LastOrDefault(message => (string?)message["role"] == "user"), "").EnumerateRunes().Count();
        var tokens = (int)Math.Ceiling(messages.Sum(message => Text(message, "").EnumerateRunes().Count()) / 4.0);
        var images = messages.Any(message => message["content"] is JsonArray parts && parts.Any(part => (string?)part!["type"] == "image_url"));
        var tools = request["tools"] is JsonArray { Count: > 0 };
        foreach (var (name, wanted) in when)
        {
            var holds = name switch
            {
                "min_characters" => length >= (int)wanted!,
                "max_characters" => length <= (int)wanted!,
                "min_tokens" => tokens >= (int)wanted!,
                "max_tokens" => tokens <= (int)wanted!,
                "has_question_mark" => last.Contains('?') == (bool)wanted!,
                "ends_with_question_mark" => last.Trim().EndsWith('?') == (bool)wanted!,
                "keywords" => ((JsonArray)wanted!).Any(keyword => last.Contains((string)keyword!, StringComparison.OrdinalIgnoreCase)),
                "has_images" => images == (bool)wanted!,
                "has_tools" => tools == (bool)wanted!,
                "metadata" => ((JsonObject)wanted!).All(member => Scalar((request["metadata"] as JsonObject)?[member.Key]) == Scalar(member.Value)),
                "days" => ((JsonArray)wanted!).Any(day => utcNow.DayOfWeek.ToString().StartsWith((string)day!, StringComparison.OrdinalIgnoreCase)),
                "between" => Between((string)wanted![0]!, (string)wanted[1]!, utcNow.ToString("HH:mm", null)),
                _ => throw new InvalidOperationException(name),
            };
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Between(string from, string to, string now) => string.CompareOrdinal(from, to) < 0
        ? string.CompareOrdinal(from, now) <= 0 && string.CompareOrdinal(now, to) < 0
        : string.CompareOrdinal(from, now) <= 0 || string.CompareOrdinal(now, to) < 0;

    private static string? Scalar(JsonNode? node) => node is JsonValue value ? value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString() : null;

    private static string Text(JsonObject? message, string between) => message?["content"] switch
    {
        JsonValue value => value.GetValue<string>(),
        JsonArray parts => string.Join(between, parts.Select(part => part!["text"]).OfType<JsonValue>().Select(text => text.GetValue<string>())),
        _ => "",
    };
}
