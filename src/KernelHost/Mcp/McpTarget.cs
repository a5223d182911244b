using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using KernelHost.Organizations;
using KernelHost.Security;

namespace KernelHost.Mcp;

/// <summary>
/// A server of an organisation's config, as connections know it: two setups, or two versions of a config, that say the same of it share one. Immutable.
/// </summary>
/// <param name="Fingerprint">Of all that decides what is reached, with what secrets and on whose word. It is kept in memory only.</param>
internal sealed record McpTarget(string Organization, string Fingerprint)
{
    private static readonly ConditionalWeakTable<McpServer, string> Fingerprints = [];

    public required McpServer Server { get; init; }

    public bool Equals(McpTarget? other) => other is not null && Organization == other.Organization && Fingerprint == other.Fingerprint;

    public override int GetHashCode() => HashCode.Combine(Organization, Fingerprint);

    public static McpTarget Of(string organization, McpServer server) => new(organization, Fingerprints.GetValue(server, Hash)) { Server = server };

    private static string Hash(McpServer server)
    {
        var text = new StringBuilder();
        void Add(params IEnumerable<string?> parts)
        {
            foreach (var part in parts)
            {
                text.Append(part?.Length ?? -1).Append(':').Append(part);
            }

            text.Append(';');
        }

        Add(server.Name, server.Transport, server.BaseUrl, server.IsTrusted.ToString());
        Add(server.CommandLine);
        Add(Parts(ConfigAddresses.Env, server.Env, server.Trust));
        Add(Parts(ConfigAddresses.Headers, server.Headers, server.Trust));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static IEnumerable<string> Parts(string prefix, ImmutableDictionary<string, Secret>? secrets, Trust trust) =>
        (secrets ?? ImmutableDictionary<string, Secret>.Empty).OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .SelectMany(pair => new[] { pair.Key, pair.Value.Reveal(), trust.CoversSecret(prefix + pair.Key, pair.Value).ToString() });
}
