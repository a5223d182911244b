using System.Text.Json;
using System.Text.Json.Nodes;

namespace KernelHost.Organizations;

/// <summary>An export says where secrets were (<c>api_key_set</c>, <c>headers_set</c>, …). Where it is imported, those that are not there must be given again.</summary>
internal static class LeftOutSecrets
{
    private const string Set = "_set";

    /// <summary>The paths of the secrets an exported config says it had.</summary>
    public static IReadOnlySet<string> ExpectedBy(JsonNode? exported)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, setup) in exported?["setups"] as JsonObject ?? [])
        {
            var path = JsonPath.Member("$.setups", name);
            foreach (var (provider, settings) in setup?["providers"] as JsonObject ?? [])
            {
                Flag(settings, "api_key", JsonPath.Member(path + ".providers", provider), found);
            }

            Flag(setup?["knowledge_base"], "api_token", path + ".knowledge_base", found);
            foreach (var server in setup?["mcp"]?["servers"] as JsonArray ?? [])
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

    private static void Flag(JsonNode? holder, string member, string path, HashSet<string> found)
    {
        if ((holder as JsonObject)?[member + Set] is JsonValue flag && flag.GetValueKind() == JsonValueKind.True)
        {
            found.Add(JsonPath.Member(path, member));
        }
    }

    private static void Names(JsonNode? server, string member, string setup, HashSet<string> found)
    {
        if (server is JsonObject json && json["name"] is JsonValue name && json[member + Set] is JsonArray names)
        {
            found.UnionWith(names.OfType<JsonValue>().Select(item => JsonPath.Member($"{setup}.mcp.servers['{name}'].{member}", item.ToString())));
        }
    }
}
