using System.Collections.Immutable;
using System.Text.Json;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>Says in words what should have stood where something else stands. Never quotes the value: it may be a misplaced secret.</summary>
internal static class ExpectedShape
{
    public static ImmutableArray<string> ModelTypes { get; } = [.. Enum.GetNames<ModelType>().Select(name => name.ToUpperInvariant())];

    public static string Describe(JsonValueKind expected, JsonElement actual) =>
        $"Expected {Name(expected)}, found {(actual.ValueKind is JsonValueKind.String ? "text" : Name(actual.ValueKind))}.";

    public static string Describe(Type expected, JsonElement actual) => $"Expected {Name(expected)}, found {Name(actual.ValueKind)}.";

    private static string Name(Type type) => type switch
    {
        _ when type == typeof(string) => "text",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) || type == typeof(long) => "a whole number in range",
        _ when type == typeof(double) => "a number",
        _ when type == typeof(Secret) => "text, or null to delete it",
        _ when type == typeof(Duration) => "a duration such as \"300ms\", \"10s\", \"5m\" or \"1h\", more than 0 and at most 24h",
        _ when type == typeof(ModelEntry) => $"a model id as text, or an object with an \"id\" and perhaps a \"type\" ({string.Join(", ", ModelTypes)})",
        _ when type == typeof(ModelType) => $"one of {string.Join(", ", ModelTypes)}",
        _ when type == typeof(Delivery) => "\"stream\" or \"assured\"",
        _ when type == typeof(OnUnknownModel) => "\"substitute\" or \"reject\"",
        _ => "another type",
    };

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text that does not fit",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
