using System.Collections.Immutable;
using System.Text.Json;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>Something in a config that is reached somewhere: a provider, a knowledge base, an MCP server.</summary>
/// <param name="Path">Where it stands, as a JSON path.</param>
/// <param name="Member">The member that says where it is reached: <c>base_url</c>, <c>server_url</c>, <c>command</c>.</param>
/// <param name="Address">Where it is reached, the kind's own address included; of a command all that decides what runs. Null = nowhere.</param>
/// <param name="IsUrl">Whether <paramref name="Address"/> leads into a network.</param>
/// <param name="Secrets">By member: <c>api_key</c>, <c>api_token</c>, <c>env.NAME</c>, <c>headers.NAME</c>.</param>
internal sealed record AddressHolder(string Path, string Member, string? Address, bool IsUrl, ImmutableDictionary<string, Secret> Secrets, Trust Trust)
{
    public bool IsTrusted => Trust.CoversAddress(Address);

    /// <summary>What is started, with its arguments; null when it is called.</summary>
    public ImmutableArray<string>? Command { get; init; }

    public bool HasAddressOf(AddressHolder other) => Address is not null && other.Address is not null
        && UpstreamAddress.Canonical(Address) == UpstreamAddress.Canonical(other.Address);

    public string SecretPath(string member) => member.Split('.', 2) is [var parent, var name] ? JsonPath.Member($"{Path}.{parent}", name) : JsonPath.Member(Path, member);
}

/// <summary>The one place that knows where addresses are in a config.</summary>
internal static class ConfigAddresses
{
    public const string ApiKey = "api_key";
    public const string ApiToken = "api_token";
    public const string Env = "env.";
    public const string Headers = "headers.";
    public const string PluginSecret = "secrets.";

    private static readonly ImmutableDictionary<string, Secret> None = ImmutableDictionary<string, Secret>.Empty;

    /// <summary>The same config with the trust of every holder replaced.</summary>
    public static OrgConfig Map(OrgConfig config, Func<AddressHolder, Trust> replace) => config with
    {
        Setups = config.Setups.ToImmutableDictionary(pair => pair.Key, pair => MapSetup(JsonPath.Member("$.setups", pair.Key), pair.Value, replace)),
    };

    public static ImmutableDictionary<string, AddressHolder> Collect(OrgConfig config)
    {
        var found = ImmutableDictionary.CreateBuilder<string, AddressHolder>(StringComparer.Ordinal);
        Map(config, holder =>
        {
            found.TryAdd(holder.Path, holder);
            return holder.Trust;
        });
        return found.ToImmutable();
    }

    /// <summary>The paths of the secrets that a system admin gave as such. What refers to the environment is no secret: written by another it does not resolve.</summary>
    public static HashSet<string> TrustedSecrets(OrgConfig config) =>
    [
        .. from holder in Collect(config).Values
           from secret in holder.Secrets
           where holder.Trust.CoversSecret(secret.Key, secret.Value) && !EnvironmentSecrets.IsReference(secret.Value)
           select holder.SecretPath(secret.Key),
    ];

    private static Setup MapSetup(string path, Setup setup, Func<AddressHolder, Trust> replace) => setup with
    {
        Providers = new(setup.Providers.Select(pair =>
            KeyValuePair.Create(pair.Key, pair.Value with { Trust = replace(Provider(JsonPath.Member(path + ".providers", pair.Key), pair.Key, pair.Value)) }))),
        KnowledgeBase = setup.KnowledgeBase is { } knowledge ? knowledge with { Trust = replace(KnowledgeBase(path + ".knowledge_base", knowledge)) } : null,
        Mcp = setup.Mcp is { } mcp
            ? mcp with { Servers = [.. mcp.Servers.Select(server => server with { Trust = replace(McpServer($"{path}.mcp.servers['{server.Name}']", server)) })] }
            : null,
        Plugins = setup.Plugins.ToImmutableDictionary(pair => pair.Key, pair => pair.Value with { Trust = replace(Plugin(JsonPath.Member(path + ".plugins", pair.Key), pair.Key, pair.Value)) }),
    };

    private static AddressHolder Plugin(string path, string name, PluginSettings plugin) => new(
        path, "settings", plugin.Destination(name), IsUrl: false, Prefixed(PluginSecret, plugin.Secrets), plugin.Trust);

    private static AddressHolder Provider(string path, string name, ProviderSettings provider) => new(
        path, "base_url", ProviderKinds.AddressOf(name, provider), ProviderKinds.Of(name, provider)?.Name != ProviderKinds.Embedded, Single(ApiKey, provider.ApiKey), provider.Trust);

    private static AddressHolder KnowledgeBase(string path, KnowledgeBaseSettings knowledge) => new(
        path, "server_url", knowledge.ServerUrl is { Length: > 0 } url ? url : null, IsUrl: true, Single(ApiToken, knowledge.ApiToken), knowledge.Trust);

    /// <summary>Where an MCP server is reached; of one that is started, all that decides what runs.</summary>
    public static string? AddressOf(McpServer server) => server.IsCommand ? Command(server) : server.BaseUrl;

    private static AddressHolder McpServer(string path, McpServer server) => new(
        path, server.IsCommand ? "command" : "base_url", AddressOf(server), !server.IsCommand,
        Prefixed(Env, server.Env).AddRange(Prefixed(Headers, server.Headers)), server.Trust)
    {
        Command = server.IsCommand ? server.CommandLine : null,
    };

    // The names of its variables too: one more (LD_PRELOAD, say) is another program.
    private static string Command(McpServer server) =>
        JsonSerializer.Serialize([server.Command ?? "", .. server.Args ?? [], "", .. server.EnvSet ?? []], TrustJsonContext.Default.StringArray);

    private static ImmutableDictionary<string, Secret> Single(string name, Secret? secret) => secret is null ? None : None.Add(name, secret);

    private static ImmutableDictionary<string, Secret> Prefixed(string prefix, ImmutableDictionary<string, Secret>? secrets) =>
        (secrets ?? None).ToImmutableDictionary(pair => prefix + pair.Key, pair => pair.Value);
}
