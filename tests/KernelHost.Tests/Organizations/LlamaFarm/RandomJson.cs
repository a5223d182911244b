using System.Text.Json;
using System.Text.Json.Nodes;

namespace KernelHost.Tests.Organizations.LlamaFarm;

/// <summary>Values with what YAML readers stumble over.</summary>
internal static class RandomJson
{
    public static string[] Pieces { get; } =
    [
        "", " ", "\n", "\t", "\r", ":", ": ", " #", "-", "- ", "?", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`", "{", "}", "[", "]", ",", "<<", "~", "null", "true", "yes", "No", "on",
        "1", "0o7", "1e3", ".5", ".inf", "2024-01-01", "12:30", "é", "🚀", "\u0085", "\u2028", "\uFEFF", "\u00A0", "\0", "\u0007", "word", "two words", "llama3.1:8b", "${env:A_KEY}", "\\", "---", "...", "=",
    ];

    public static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    public static JsonNode? Anything(Random random, int depth) => random.Next(depth > 0 ? 8 : 5) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => JsonValue.Create(JsonElement.Parse(new[] { "0", "-1", "1.50", "1e3", "-2.5E-7", "123456789012345678901234567890" }[random.Next(6)])),
        3 or 4 => Text(random),
        5 or 6 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Anything(random, depth - 1))]),
        _ => new JsonObject(Enumerable.Range(0, random.Next(4)).Select(_ => Text(random)).Distinct().Select(key => KeyValuePair.Create(key, Anything(random, depth - 1)))),
    };
}
