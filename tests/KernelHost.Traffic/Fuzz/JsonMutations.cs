using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace KernelHost.Traffic.Fuzz;

/// <summary>A JSON text made into another, mostly still JSON.</summary>
internal static class JsonMutations
{
    private const string Stray = "\"{}[]:,\\\u0000né";

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "-0", "1.5", "1e308", "1e400", "-1e400", "1E-400", "9223372036854775808", "99999999999999999999999999", "NaN", "Infinity", "01", "1.", "\"\"", "\" \"",
        "\"NaN\"", "\"\\ud800\"", "\"\\udc00x\"", "\"\\u0000\"", "\"\u0000\"", "\"é𝒳\u202e\uFEFF\"", "\"../..\"", "\"${env:PATH}\"", "\"${env:\"", "\"{{x}}\"", "\"' OR 1=1 --\"", "\"<script>\"", "\"%00%2F\"", "\"a\\r\\nb: c\"",
        "[]", "{}", "[[]]", "[null]", "{\"\": null}", "[{}]", "\"default\"", "\"system\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999-14:00\"", "\"-1s\"", "\"1e9h\"",
    ];

    private static readonly string[] Names = ["", "model", "messages", "api_key", "base_url", "setups", "providers", "__proto__", "$type", "name", "stream", "\\ud800", "\\u0000", "a.b", "a['b']", "é"];

    public static byte[] Of(string json, Random random)
    {
        var text = json;
        for (var rounds = random.Next(1, 4); rounds > 0; rounds--)
        {
            text = random.Next(8) == 0 ? Text(text, random) : Node(text, random);
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        return random.Next(20) == 0 ? Bytes(bytes, random) : bytes;
    }

    private static string Node(string text, Random random)
    {
        if (Parse(text) is not { } root || All(root).ToArray() is not [_, ..] nodes)
        {
            return Text(text, random);
        }

        // A place is marked and found again in the text, so that what cannot be a node can stand there too.
        const string mark = "\"@@here@@\"";
        var node = nodes[random.Next(nodes.Length)];
        var old = node?.ToJsonString() ?? "null";
        node?.ReplaceWith("@@here@@");
        var marked = root.ToJsonString();
        return random.Next(6) switch
        {
            0 => marked.Replace(mark, $"{old}, \"{Names[random.Next(Names.Length)]}\": {Values[random.Next(Values.Length)]}", StringComparison.Ordinal),
            1 => marked.Replace(mark, $"[{old}]", StringComparison.Ordinal),
            2 => marked.Replace(mark, $"{{\"{Names[random.Next(Names.Length)]}\": {old}}}", StringComparison.Ordinal),
            3 => marked.Replace(mark, Large(old, random), StringComparison.Ordinal),
            _ => marked.Replace(mark, Values[random.Next(Values.Length)], StringComparison.Ordinal),
        };
    }

    private static string Large(string old, Random random) => random.Next(4) switch
    {
        0 => $"\"{new string('x', random.Next(1, 70_000))}\"",
        1 => string.Concat(Enumerable.Repeat("[", random.Next(1, 400))) + old + string.Concat(Enumerable.Repeat("]", random.Next(1, 400))),
        2 => $"[{string.Join(',', Enumerable.Repeat(old, random.Next(1, 60)))}]",
        _ => random.NextInt64().ToString(CultureInfo.InvariantCulture),
    };

    private static string Text(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        var to = Math.Min(text.Length, at + random.Next(20));
        return random.Next(4) switch
        {
            0 => text[..at],
            1 => text[..at] + text[to..],
            2 => text[..at] + Stray[random.Next(Stray.Length)] + text[at..],
            _ => text[..to] + text[at..],
        };
    }

    private static byte[] Bytes(byte[] bytes, Random random)
    {
        for (var count = bytes.Length == 0 ? 0 : random.Next(1, 4); count > 0; count--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            var root = JsonNode.Parse(text);
            return All(root).ToArray() is [_, ..] && root?.ToJsonString() is not null ? root : null;   // a name that occurs twice is found out only on the way
        }
        catch (Exception notJson) when (notJson is System.Text.Json.JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static IEnumerable<JsonNode?> All(JsonNode? node) => node switch
    {
        JsonObject members => members.Select(member => member.Value).OfType<JsonNode>().SelectMany(value => All(value).Prepend(value)),
        JsonArray items => items.OfType<JsonNode>().SelectMany(item => All(item).Prepend(item)),
        _ => [],
    };
}
