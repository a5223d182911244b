using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KernelHost.Organizations;

namespace KernelHost.Server.Errors;

/// <summary>What a JSON value should have been, in words, found by walking the contract of the request's type along the JSON path.</summary>
internal sealed record ExpectedJson(string Code, string Message)
{
    public static ExpectedJson At(string path, JsonTypeInfo root)
    {
        var type = root;
        string? described = null;
        foreach (var segment in path.Split('.').Skip(1))
        {
            var name = segment.Split('[')[0];
            described = null;
            if (type is { Kind: JsonTypeInfoKind.Dictionary, ElementType: { } value })
            {
                type = Element(root.Options.GetTypeInfo(value), segment);
                continue;
            }

            if (type.Kind != JsonTypeInfoKind.Object)
            {
                break;
            }

            if (type.Properties.FirstOrDefault(property => property.Name == name) is not { } property)
            {
                return new("unknown_member", $"There is no member \"{name}\" here. {Known(type)}");
            }

            described = segment == name ? property.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: false) is [DescriptionAttribute own, ..] ? own.Description : null : null;
            type = Element(root.Options.GetTypeInfo(property.PropertyType), segment);
        }

        return new("wrong_type", $"Expected {described ?? Describe(type.Type)}.");
    }

    private static JsonTypeInfo Element(JsonTypeInfo type, string segment) =>
        segment.Contains('[', StringComparison.Ordinal) && type.ElementType is { } element ? type.Options.GetTypeInfo(element) : type;

    public static string Describe(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(string) => "text",
        var t when t == typeof(bool) => "true or false",
        var t when t == typeof(int) || t == typeof(long) => "a whole number",
        var t when t == typeof(double) || t == typeof(float) || t == typeof(decimal) => "a number",
        var t when t == typeof(DateTimeOffset) => "a time such as \"2027-01-31T12:00:00Z\"",
        var t when t == typeof(ModelReference) => "an object with \"provider\" and \"model\"",
        { IsEnum: true } t => $"one of {string.Join(", ", Enum.GetNames(t).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}",
        { IsGenericType: true } t when t.GetGenericArguments() is [_] => "a list",
        _ => "an object",
    };

    private static string Known(JsonTypeInfo type) => $"Known: {string.Join(", ", type.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null).Select(property => property.Name))}.";
}
