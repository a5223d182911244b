using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KernelHost.Organizations.LlamaFarm;

/// <summary>Secrets where none are expected: in the parts of a file that are kept readable. References to the environment are none.</summary>
internal static partial class StrayedSecrets
{
    /// <param name="only">Look into this member only.</param>
    /// <returns>Where they were.</returns>
    public static List<string> Remove(JsonObject json, string path, string? only = null)
    {
        var found = new List<string>();
        foreach (var (name, value) in json.Where(member => only is null || member.Key == only).ToArray())
        {
            var place = JsonPath.Member(path, name);
            if (value is JsonValue text && IsSecret(name, text))
            {
                json.Remove(name);
                found.Add(place);
            }
            else
            {
                found.AddRange(Inside(value, place));
            }
        }

        return found;
    }

    /// <summary>The same for a setup that is exported.</summary>
    public static List<string> RemoveFromSetup(JsonObject setup)
    {
        var found = setup[LlamaFarmNames.Kept] is JsonObject kept ? Remove(kept, "").ConvertAll(place => place.TrimStart('.')) : [];
        foreach (var model in (setup["models"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var path = JsonPath.Member("runtime.models", FileModel.Text(model, "name") ?? "");
            found.AddRange(model.Select(member => member.Key).Where(name => !LlamaFarmNames.Model.Contains(name) || LlamaFarmNames.Server.Contains(name)).ToArray()
                .SelectMany(name => Remove(model, path, name)));
        }

        return found;
    }

    private static IEnumerable<string> Inside(JsonNode? value, string path) => value switch
    {
        JsonObject members => Remove(members, path),
        JsonArray items => items.SelectMany((item, index) => Inside(item, $"{path}[{index}]")),
        _ => [],
    };

    private static bool IsSecret(string name, JsonValue value) =>
        value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is { Length: > 0 } text && !Reference().IsMatch(text)
        && (SecretName().IsMatch(name) || UserInfo().IsMatch(text));

    [GeneratedRegex("(?:(?:api|access|secret|private|signing|auth)[_-]?key|secret|^token|(?:access|api|auth|bearer|refresh|hf|hub)[_-]?token|password|passwd|authorization|credentials?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"\$\{env:[A-Za-z_][A-Za-z0-9_]*\}")]
    private static partial Regex Reference();

    [GeneratedRegex(@"://[^/\s:@]+:[^/\s@]+@")]
    private static partial Regex UserInfo();
}
