using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace KernelHost.Organizations;

/// <summary>Reads the parameters of a named model that have a meaning of their own here; numbers may be written as text, as YAML files do.</summary>
internal static class ModelParameters
{
    /// <summary>Null = not a number, or one too large to send on.</summary>
    public static float? Number(JsonElement value) =>
        float.TryParse(Text(value), CultureInfo.InvariantCulture, out var number) && float.IsFinite(number) ? number : null;

    public static int? Whole(JsonElement value) => int.TryParse(Text(value), CultureInfo.InvariantCulture, out var whole) ? whole : null;

    public static List<string>? Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.ToString()],
        JsonValueKind.Array => [.. value.EnumerateArray().Select(item => item.ToString())],
        _ => null,
    };

    public static IEnumerable<ConfigProblem> Check(string path, ImmutableDictionary<string, JsonElement>? parameters) =>
        (parameters ?? ImmutableDictionary<string, JsonElement>.Empty)
            .Where(parameter => parameter.Value.ValueKind != JsonValueKind.Null)
            .SelectMany(parameter => Expected(parameter.Key, parameter.Value) is { } expected
                ? ConfigRules.Error(JsonPath.Member(path, parameter.Key), "wrong_type", $"Expected {expected}.")
                : []);

    private static string? Expected(string name, JsonElement value) => name switch
    {
        "temperature" or "top_p" or "frequency_penalty" or "presence_penalty" => Number(value) is null ? "a number that fits" : null,
        "top_k" or "max_tokens" or "max_completion_tokens" or "num_predict" or "seed" => Whole(value) is null ? $"a whole number of at most {int.MaxValue}" : null,
        "stop" => Texts(value) is null ? "text or a list of texts" : null,
        _ => null,
    };

    private static string? Text(JsonElement value) => value.ValueKind is JsonValueKind.Number or JsonValueKind.String ? value.ToString() : null;
}
