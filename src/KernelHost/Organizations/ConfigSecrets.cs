using System.Collections.Immutable;
using System.Text.Json;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>Something in a config that holds secrets and is bound to one destination: a provider, a knowledge base, an MCP server's env or headers, a plugin.</summary>
/// <param name="Path">Where it stands, as a JSON path.</param>
/// <param name="Destination">Where its secrets go: scheme, host and port in their canonical spelling, or a command with its arguments.</param>
/// <param name="Secrets">By member name (<c>api_key</c>, <c>api_token</c>, the variable, the header).</param>
internal sealed record SecretHolder(string Path, string Destination, ImmutableDictionary<string, Secret> Secrets);

/// <summary>The one place that knows where secrets are in a config.</summary>
internal static class ConfigSecrets
{
    private const string ApiKey = "api_key";
    private const string ApiToken = "api_token";

    private static readonly ImmutableDictionary<string, Secret> None = ImmutableDictionary<string, Secret>.Empty;

    /// <summary>What reading a null secret gives; it never reaches a stored or served config.</summary>
    public static Secret Deleted { get; } = new("");

    /// <summary>The same config with the secrets of every holder replaced.</summary>
    public static OrgConfig Map(OrgConfig config, Func<SecretHolder, ImmutableDictionary<string, Secret>> replace) => config with
    {
        Setups = config.Setups.ToImmutableDictionary(pair => pair.Key, pair => MapSetup(JsonPath.Member("$.setups", pair.Key), pair.Value, replace)),
    };

    public static OrgConfig Strip(OrgConfig config) => Map(config, _ => None);

    public static ImmutableDictionary<string, SecretHolder> Collect(OrgConfig config)
    {
        var found = ImmutableDictionary.CreateBuilder<string, SecretHolder>();
        Map(config, holder =>
        {
            found.TryAdd(holder.Path, holder);
            return holder.Secrets;
        });
        return found.ToImmutable();
    }

    private static Setup MapSetup(string path, Setup setup, Func<SecretHolder, ImmutableDictionary<string, Secret>> replace) => setup with
    {
        Providers = new(setup.Providers.Select(pair =>
            KeyValuePair.Create(pair.Key, MapProvider(JsonPath.Member(path + ".providers", pair.Key), pair.Key, pair.Value, replace)))),
        KnowledgeBase = setup.KnowledgeBase is { } knowledge ? MapKnowledgeBase(path + ".knowledge_base", knowledge, replace) : null,
        Mcp = setup.Mcp is { } mcp
            ? mcp with { Servers = [.. mcp.Servers.Select(server => MapServer($"{path}.mcp.servers['{server.Name}']", server, replace))] }
            : null,
        Plugins = setup.Plugins.ToImmutableDictionary(pair => pair.Key, pair => MapPlugin(JsonPath.Member(path + ".plugins", pair.Key), pair.Key, pair.Value, replace)),
    };

    private static PluginSettings MapPlugin(string path, string name, PluginSettings plugin, Func<SecretHolder, ImmutableDictionary<string, Secret>> replace)
    {
        var secrets = replace(new(path + ".secrets", plugin.Destination(name), plugin.Secrets ?? None));
        return plugin with { Secrets = secrets.IsEmpty ? null : secrets };
    }

    private static ProviderSettings MapProvider(
        string path, string name, ProviderSettings provider, Func<SecretHolder, ImmutableDictionary<string, Secret>> replace)
    {
        var secrets = replace(new(path, Origin(ProviderKinds.AddressOf(name, provider)), Single(ApiKey, provider.ApiKey)));
        return provider with { ApiKey = secrets.GetValueOrDefault(ApiKey) };
    }

    private static KnowledgeBaseSettings MapKnowledgeBase(
        string path, KnowledgeBaseSettings knowledge, Func<SecretHolder, ImmutableDictionary<string, Secret>> replace)
    {
        var secrets = replace(new(path, Origin(knowledge.ServerUrl), Single(ApiToken, knowledge.ApiToken)));
        return knowledge with { ApiToken = secrets.GetValueOrDefault(ApiToken) };
    }

    private static McpServer MapServer(string path, McpServer server, Func<SecretHolder, ImmutableDictionary<string, Secret>> replace)
    {
        var destination = server.IsCommand ? Command(server) : Origin(server.BaseUrl);
        var env = replace(new(path + ".env", destination, server.Env ?? None));
        var headers = replace(new(path + ".headers", destination, server.Headers ?? None));
        return server with { Env = env.IsEmpty ? null : env, Headers = headers.IsEmpty ? null : headers };
    }

    private static ImmutableDictionary<string, Secret> Single(string name, Secret? secret) => secret is null ? None : None.Add(name, secret);

    // As JSON, because joined with blanks ["a b"] and ["a", "b"] would look the same.
    private static string Command(McpServer server) => JsonSerializer.Serialize([server.Command ?? "", .. server.Args ?? []], TrustJsonContext.Default.StringArray);

    private static string Origin(string? address) =>
        address is not null && UpstreamAddress.TryParse(address, out var parsed, out _) ? parsed.Origin : address ?? "";
}
