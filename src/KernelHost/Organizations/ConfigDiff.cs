using System.Collections.Immutable;
using System.Text.Json;

namespace KernelHost.Organizations;

/// <summary>What differs between two configs, member by member; of secrets only that they changed. Pure.</summary>
internal static class ConfigDiff
{
    public static ImmutableArray<ConfigDifference> Between(OrgConfig from, OrgConfig to)
    {
        using var before = JsonDocument.Parse(ConfigJson.WritePublic(from));
        using var after = JsonDocument.Parse(ConfigJson.WritePublic(to));
        return [.. Compare("$", before.RootElement, after.RootElement), .. Secrets(from, to)];
    }

    private static IEnumerable<ConfigDifference> Compare(string path, JsonElement from, JsonElement to) => (from.ValueKind, to.ValueKind) switch
    {
        (JsonValueKind.Object, JsonValueKind.Object) => Members(path, from, to),
        (JsonValueKind.Array, JsonValueKind.Array) => Items(path, from, to),
        _ => JsonElement.DeepEquals(from, to) ? [] : [new(path, "changed", from.Clone(), to.Clone())],
    };

    private static IEnumerable<ConfigDifference> Members(string path, JsonElement from, JsonElement to) =>
        from.EnumerateObject().Concat(to.EnumerateObject()).Select(member => member.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .SelectMany(name => Pair(JsonPath.Member(path, name), Member(from, name), Member(to, name)));

    private static IEnumerable<ConfigDifference> Items(string path, JsonElement from, JsonElement to) =>
        Enumerable.Range(0, Math.Max(from.GetArrayLength(), to.GetArrayLength()))
            .SelectMany(index => Pair($"{path}[{index}]", Item(from, index), Item(to, index)));

    private static IEnumerable<ConfigDifference> Pair(string path, JsonElement? from, JsonElement? to) => (from, to) switch
    {
        (null, { } added) => [new(path, "added", null, added.Clone())],
        ({ } removed, null) => [new(path, "removed", removed.Clone(), null)],
        ({ } before, { } after) => Compare(path, before, after),
        _ => [],
    };

    // Whether a secret is there shows in "…_set"; here are those that are there in both and differ.
    private static IEnumerable<ConfigDifference> Secrets(OrgConfig from, OrgConfig to)
    {
        var after = ConfigSecrets.Collect(to);
        return ConfigSecrets.Collect(from).Values.OrderBy(holder => holder.Path, StringComparer.Ordinal)
            .SelectMany(before => before.Secrets
                .Where(secret => after.TryGetValue(before.Path, out var now) && now.Secrets.TryGetValue(secret.Key, out var value) && !value.Equals(secret.Value))
                .Select(secret => new ConfigDifference(JsonPath.Member(before.Path, secret.Key), "changed", null, null)));
    }

    private static JsonElement? Member(JsonElement parent, string name) => parent.TryGetProperty(name, out var member) ? member : null;

    private static JsonElement? Item(JsonElement parent, int index) => index < parent.GetArrayLength() ? parent[index] : null;
}
