using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KernelHost.Organizations;

namespace KernelHost.Server.Endpoints.Rubrics;

/// <summary>Which members JSON lacks or has too many of, all at once; the types of values are for its reader to check.</summary>
internal static class JsonShape
{
    /// <param name="further">Members that the outermost object may have besides; null = unknown members are nobody's problem.</param>
    public static IEnumerable<ConfigProblem> Problems(JsonElement json, JsonTypeInfo type, string[]? further) => At("$", json, type, further, further is not null);

    private static IEnumerable<ConfigProblem> At(string path, JsonElement json, JsonTypeInfo type, string[]? further, bool strict) => (type.Kind, json.ValueKind) switch
    {
        (JsonTypeInfoKind.Object, JsonValueKind.Object) => InObject(path, json, type, further ?? [], strict),
        (JsonTypeInfoKind.Object, _) => [new(path, "wrong_type", "Expected an object.")],
        (JsonTypeInfoKind.Enumerable, JsonValueKind.Array) when type.ElementType is { } element =>
            json.EnumerateArray().SelectMany((item, index) => item.ValueKind == JsonValueKind.Null ? [] : At($"{path}[{index}]", item, type.Options.GetTypeInfo(element), null, strict)),
        _ => [],
    };

    private static IEnumerable<ConfigProblem> InObject(string path, JsonElement json, JsonTypeInfo type, string[] further, bool strict)
    {
        foreach (var property in type.Properties)
        {
            if (!json.TryGetProperty(property.Name, out var value))
            {
                if (property.IsRequired)
                {
                    yield return new($"{path}.{property.Name}", "required", $"\"{property.Name}\" is missing.");
                }
            }
            else if (value.ValueKind != JsonValueKind.Null)
            {
                foreach (var problem in At($"{path}.{property.Name}", value, type.Options.GetTypeInfo(property.PropertyType), null, strict))
                {
                    yield return problem;
                }
            }
        }

        if (!strict)
        {
            yield break;
        }

        string[] known = [.. type.Properties.Select(property => property.Name)];
        foreach (var member in json.EnumerateObject().Where(member => !known.Contains(member.Name) && !further.Contains(member.Name)))
        {
            yield return new($"{path}.{Wire.Excerpt.Of(member.Name)}", "unknown_member", $"There is no such member here. Known: {string.Join(", ", known)}.");
        }
    }
}
