using System.Text.Json;

namespace KernelHost.Plugins;

/// <summary>The <c>type</c> keyword of JSON Schema, at the top of a value. What is inside is checked when it is read into the parameter's type.</summary>
internal static class JsonTypes
{
    public static bool Fits(JsonElement json, JsonElement? schema) => Of(schema) is [] || Of(schema).Any(type => Fits(json, type));

    /// <summary>What a schema asks for, in words.</summary>
    public static string Describe(JsonElement? schema) => Of(schema) is [_, ..] types ? string.Join(" or ", types.Select(WithArticle)) : "of another shape";

    /// <summary>What a value is, in words.</summary>
    public static string Describe(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        var kind => WithArticle(kind.ToString().ToLowerInvariant()),
    };

    /// <summary>The members an object's schema requires and the object has not.</summary>
    public static string[] Missing(JsonElement json, JsonElement? schema) =>
        json.ValueKind == JsonValueKind.Object && schema is { ValueKind: JsonValueKind.Object } rules && rules.TryGetProperty("required", out var required)
            ? [.. required.EnumerateArray().Select(name => name.GetString() ?? "").Where(name => !json.TryGetProperty(name, out _))]
            : [];

    private static string[] Of(JsonElement? schema) =>
        schema is not { ValueKind: JsonValueKind.Object } rules || !rules.TryGetProperty("type", out var type) ? []
        : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(name => name.GetString() ?? "")]
        : [type.GetString() ?? ""];

    private static bool Fits(JsonElement json, string type) => (type, json.ValueKind) switch
    {
        ("integer", JsonValueKind.Number) => json.TryGetDecimal(out var number) && decimal.Truncate(number) == number,
        ("number", JsonValueKind.Number) or ("string", JsonValueKind.String) or ("object", JsonValueKind.Object) => true,
        ("array", JsonValueKind.Array) or ("null", JsonValueKind.Null) or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        _ => false,
    };

    private static string WithArticle(string type) => type switch
    {
        "null" => "null",
        _ when "aeio".Contains(type[0], StringComparison.Ordinal) => $"an {type}",
        _ => $"a {type}",
    };
}
