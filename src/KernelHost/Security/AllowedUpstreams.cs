using System.Collections.Immutable;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace KernelHost.Security;

/// <summary>
/// Where an address that nobody trusted wrote may lead (contract, section 7): by name when a config is accepted and when a connection is wanted,
/// by resolved address when it is made. Thread-safe; its answers do not change.
/// </summary>
public sealed class AllowedUpstreams(IOptions<SecurityOptions> options)
{
    private readonly ImmutableArray<AllowedUpstream> _entries = [.. (options.Value.AllowedUpstreams ?? PublicProviders.Hosts).Select(AllowedUpstream.Parse)];

    // Only what this host's own list names exactly may be inside: a wildcard's names belong to whoever can make subdomains.
    private readonly bool _configured = options.Value.AllowedUpstreams is not null;

    // Asked on every call: an address is a member of a config that lives for many calls, and is taken apart once.
    private readonly ConditionalWeakTable<string, StrongBox<UpstreamReach?>> _judged = [];

    /// <summary>How far a connection to this address may reach; null = it is not allowed at all, or is no address.</summary>
    internal UpstreamReach? ReachOf(string address) =>
        _judged.TryGetValue(address, out var known) ? known.Value : _judged.GetValue(address, text => new(Judge(text))).Value;

    /// <summary>Whether a connection of this reach may be made to this address.</summary>
    internal bool Permits(UpstreamReach reach, IPAddress address, int port) => reach switch
    {
        UpstreamReach.Trusted => true,
        UpstreamReach.Named => AddressKinds.KindOf(address) is AddressKind.Public or AddressKind.Loopback or AddressKind.Private or AddressKind.Shared || NamesLiterally(address, port),
        _ => AddressKinds.KindOf(address) == AddressKind.Public,
    };

    private UpstreamReach? Judge(string text)
    {
        var matching = UpstreamAddress.TryParse(text, out var address, out _) ? _entries.Where(entry => entry.Matches(address)).ToArray() : [];
        return matching.Length == 0 ? null
            : _configured && matching.Any(entry => !entry.IsWildcard) ? UpstreamReach.Named
            : UpstreamReach.Public;
    }

    private bool NamesLiterally(IPAddress address, int port)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _configured && _entries.Any(entry => plain.Equals(entry.Literal) && (entry.Port is null || entry.Port == port));
    }
}
