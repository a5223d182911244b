using System.Text.Json;

namespace KernelHost.Organizations;

/// <summary>An export says where secrets were (<c>api_key_set</c>, <c>headers_set</c>, …). Where it is imported, those that are not there must be given again.</summary>
internal static class LeftOutSecrets
{
    private const string Set = "_set";

    /// <summary>The paths of the secrets an exported config says it had. What is no config at all says nothing: its errors are told elsewhere.</summary>
    public static IReadOnlySet<string> ExpectedBy(JsonElement exported)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var setup in Members(Member(exported, "setups")))
        {
            var path = JsonPath.Member("$.setups", setup.Name);
            foreach (var provider in Members(Member(setup.Value, "providers")))
            {
                Flag(provider.Value, "api_key", JsonPath.Member(path + ".providers", provider.Name), found);
            }

            Flag(Member(setup.Value, "knowledge_base"), "api_token", path + ".knowledge_base", found);
            foreach (var plugin in Members(Member(setup.Value, "plugins")))
            {
                var holder = JsonPath.Member(path + ".plugins", plugin.Name) + ".secrets";
                found.UnionWith(Items(Member(plugin.Value, "secrets" + Set)).Select(name => JsonPath.Member(holder, name.ToString())));
            }

            foreach (var server in Items(Member(Member(setup.Value, "mcp"), "servers")))
            {
                Names(server, "env", path, found);
                Names(server, "headers", path, found);
            }
        }

        return found;
    }

    public static IEnumerable<ConfigProblem> Missing(IReadOnlySet<string>? expected, OrgConfig config)
    {
        var there = ConfigSecrets.Collect(config).Values.SelectMany(holder => holder.Secrets.Keys.Select(name => JsonPath.Member(holder.Path, name)));
        return (expected ?? new HashSet<string>()).Except(there).Order(StringComparer.Ordinal)
            .Select(path => new ConfigProblem(path, "secret_left_out", "The export left this secret out, and none is stored for it here. Give it again."));
    }

    private static void Flag(JsonElement holder, string member, string path, HashSet<string> found)
    {
        if (Member(holder, member + Set).ValueKind == JsonValueKind.True)
        {
            found.Add(JsonPath.Member(path, member));
        }
    }

    private static void Names(JsonElement server, string member, string setup, HashSet<string> found) =>
        found.UnionWith(Items(Member(server, member + Set)).Select(item => JsonPath.Member($"{setup}.mcp.servers['{Member(server, "name")}'].{member}", item.ToString())));

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : default;

    private static JsonProperty[] Members(JsonElement element) => element.ValueKind == JsonValueKind.Object ? [.. element.EnumerateObject()] : [];

    private static JsonElement[] Items(JsonElement element) => element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray()] : [];
}
