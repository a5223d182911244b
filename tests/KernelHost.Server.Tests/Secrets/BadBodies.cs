using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KernelHost.Server.Tests.Secrets;

/// <summary>A good body made wrong in every way that leaves a secret near the fault.</summary>
internal static partial class BadBodies
{
    private static readonly string[] Wrong = ["5", "\"wrong\"", "null", "[{}]", "true"];

    public static IEnumerable<(string Why, string Body)> Of(string body) => body.TrimStart().StartsWith('{') ? OfJson(body) : BadLines.Of(body);

    private static IEnumerable<(string Why, string Body)> OfJson(string body) =>
        [.. Secret().Matches(body).SelectMany(secret => Around(body, secret)), .. Members(body), .. Whole(body)];

    // The text itself is broken where the secret stands, or the value has another type, or another name.
    private static IEnumerable<(string Why, string Body)> Around(string body, Match secret)
    {
        var (before, value, after) = (body[..secret.Index], secret.Groups["value"].Value, body[(secret.Index + secret.Length)..]);
        var name = secret.Groups["name"].Value;
        string With(string written) => $"{before}\"{name}\": {written}{after}";
        string Named(string other) => $"{before}\"{other}\": {value}{after}";
        var bare = value.Trim('"');
        return
        [
            ("cut in the secret", $"{before}\"{name}\": {value[..(value.Length / 2 + Canaries.Mark.Length / 2 + 1)]}"), ("cut after the secret", $"{before}\"{name}\": {value}"),
            ("no quotes", With(bare)), ("a literal", With("t" + bare)), ("a null", With("n" + bare)), ("one quote", With(value[..^1])), ("a number", With("1" + bare)),
            ("a list", With($"[{value}]")), ("an object", With($$"""{"x": {{value}}}""")), ("a name", With($$"""{{{value}}: 1}""")), ("a number in it", With($"[{value}, 5]")),
            ("a bad escape", With($"\"{bare}\\x\"")), ("half a character", With($"\"{bare}\\ud800\"")), ("a line break", With($"\"{bare}\\r\\nX: y\"")), ("a raw line break", With($"\"{bare}\n\"")),
            ("a NUL", With($"\"{bare}\\u0000\"")), ("not ASCII", With($"\"{bare}é\"")), ("very long", With($"\"{string.Concat(Enumerable.Repeat(bare, 100))}\"")),
            ("twice", $"{before}\"{name}\": {value}, \"{name}\": {value}{after}"), ("a comma too many", With($"{value},,")), ("no comma", With($"{value} {value}")),
            .. new[] { "apikey", "api-key", "API_KEY", "apiKey", "api_keys", "token", "secret", "password", "Authorization", "access_token" }.Select(other => ($"named {other}", Named(other))),
        ];
    }

    // Everything else is wrong in turn, while the secrets are right: an error must not quote its neighbours.
    private static IEnumerable<(string Why, string Body)> Members(string body)
    {
        var count = Leaves(JsonNode.Parse(body)).Count();
        return Enumerable.Range(0, count).Select(index => (index, Wrong[index % Wrong.Length])).Select(one => ($"member {one.index} is {one.Item2}", Replace(body, one.index, one.Item2)));
    }

    private static IEnumerable<(string Why, string Body)> Whole(string body) =>
        [("a list", $"[{body}]"), ("text", $"\"{body.Replace("\\", "", StringComparison.Ordinal).Replace("\"", "'", StringComparison.Ordinal)}\""), ("rubbish after it", body + "}"), ("rubbish before it", "nil" + body), ("a comment", "/* " + body), ("twice", body + body)];

    private static string Replace(string body, int index, string value)
    {
        var root = JsonNode.Parse(body);
        Leaves(root).ElementAt(index).ReplaceWith(JsonNode.Parse(value));
        return root?.ToJsonString() ?? "";
    }

    private static IEnumerable<JsonNode> Leaves(JsonNode? node) => node switch
    {
        JsonObject one => one.ToArray().SelectMany(member => Leaves(member.Value)),
        JsonArray list => list.ToArray().SelectMany(Leaves),
        null => [],
        _ => [node],
    };

    [GeneratedRegex("\"(?<name>[A-Za-z_]+)\":\\s*(?<value>\"[^\"\\s]*(Bearer )?[^\"\\s]*" + Canaries.Mark + "([^\"\\\\]|\\\\.)*\")")]
    private static partial Regex Secret();
}
