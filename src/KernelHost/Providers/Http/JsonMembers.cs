using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Http;

/// <summary>Members this host has no name for, passed through both ways as they are.</summary>
internal static class JsonMembers
{
    /// <summary>Writes every property as a member of the open object, but for the names already taken.</summary>
    public static void WriteMembers(this Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>>? members, Func<string, bool> isTaken)
    {
        foreach (var (name, value) in members ?? [])
        {
            if (!isTaken(name))
                writer.WriteMember(name, value);
        }
    }

    public static void WriteMember(this Utf8JsonWriter writer, string name, object? value)
    {
        writer.WritePropertyName(name);
        writer.WriteAny(value);
    }

    public static void WriteAny(this Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case JsonElement element:
                element.WriteTo(writer);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            default:
                JsonSerializer.Serialize(writer, value, WireJson.TypeOf(value));
                break;
        }
    }

    public static void WriteOptional(this Utf8JsonWriter writer, string name, float? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
    }

    public static void WriteOptional(this Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
    }

    public static void WriteOptional(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is { Length: > 0 } text)
            writer.WriteString(name, text);
    }

    public static string? Text(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    public static long? Number(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : null;

    /// <summary>The member if it is an object, else an undefined element, which has no members.</summary>
    public static JsonElement Object(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : default;

    /// <summary>The items of the member if it is an array, else none.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : [];

    /// <summary>Adds every member that is not null and not among the known ones; the dictionary is made when the first is found.</summary>
    public static void AddUnknownMembers(this JsonElement element, ref AdditionalPropertiesDictionary? properties, Func<string, bool> isKnown)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return;
        foreach (var member in element.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null && !isKnown(member.Name))
                (properties ??= [])[member.Name] = member.Value.Clone();
        }
    }
}
