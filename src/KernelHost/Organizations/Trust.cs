using System.Collections.Immutable;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>
/// What of a provider, knowledge base or MCP server was written by a system admin or the environment (decision 0006). Bound to the values themselves:
/// code that changes an address or a secret on a copy has nothing that covers the new one. Immutable.
/// </summary>
public sealed class Trust
{
    internal const string AddressMember = "address";

    private readonly string? _address;
    private readonly ImmutableDictionary<string, Secret> _secrets;

    internal Trust(string? address, ImmutableDictionary<string, Secret> secrets) => (_address, _secrets) = (address, secrets);

    public static Trust None { get; } = new(null, ImmutableDictionary<string, Secret>.Empty);

    /// <param name="address">As it stands in the config, or the kind's own.</param>
    internal bool CoversAddress(string? address) => address is not null && _address is not null
        && (address == _address || UpstreamAddress.Canonical(address) == UpstreamAddress.Canonical(_address));

    /// <param name="member">What <see cref="AddressHolder.Secrets"/> calls it: <c>api_key</c>, <c>headers.Authorization</c>, …</param>
    internal bool CoversSecret(string member, Secret? secret) => secret is not null && _secrets.TryGetValue(member, out var trusted) && trusted.Equals(secret);
}
