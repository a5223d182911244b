using System.Net;
using System.Net.Sockets;

namespace KernelHost.Security;

/// <summary>What an IP address is for.</summary>
internal enum AddressKind
{
    Public,
    Loopback,
    Private,

    /// <summary>Carrier-grade NAT, also used by overlay networks.</summary>
    Shared,

    LinkLocal,

    /// <summary>Where clouds tell a machine its credentials.</summary>
    Metadata,

    Multicast,
    Broadcast,
    Unspecified,
    Documentation,
    Benchmark,
    Reserved,
}

/// <summary>Sorts addresses by the registries of IANA (special-purpose IPv4 and IPv6 addresses). An IPv4 address inside an IPv6 one counts as itself. Pure.</summary>
internal static class AddressKinds
{
    // The first that contains the address decides.
    private static readonly (IPNetwork Network, AddressKind Kind)[] IPv4 =
    [
        .. Of(AddressKind.Metadata, "169.254.169.254/32", "169.254.170.2/32", "169.254.170.23/32", "169.254.0.23/32", "100.100.100.200/32", "192.0.0.192/32", "168.63.129.16/32"),
        .. Of(AddressKind.Unspecified, "0.0.0.0/8"),
        .. Of(AddressKind.Loopback, "127.0.0.0/8"),
        .. Of(AddressKind.Private, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
        .. Of(AddressKind.Shared, "100.64.0.0/10"),
        .. Of(AddressKind.LinkLocal, "169.254.0.0/16"),
        .. Of(AddressKind.Documentation, "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"),
        .. Of(AddressKind.Benchmark, "198.18.0.0/15"),
        .. Of(AddressKind.Multicast, "224.0.0.0/4"),
        .. Of(AddressKind.Broadcast, "255.255.255.255/32"),
        .. Of(AddressKind.Reserved, "192.0.0.0/24", "192.88.99.0/24", "240.0.0.0/4"),
    ];

    private static readonly (IPNetwork Network, AddressKind Kind)[] IPv6 =
    [
        .. Of(AddressKind.Metadata, "fd00:ec2::254/128", "fd00:ec2::23/128", "fd20:ce::254/128"),
        .. Of(AddressKind.Unspecified, "::/128"),
        .. Of(AddressKind.Loopback, "::1/128"),
        .. Of(AddressKind.Private, "fc00::/7"),
        .. Of(AddressKind.LinkLocal, "fe80::/10"),
        .. Of(AddressKind.Multicast, "ff00::/8"),
        .. Of(AddressKind.Documentation, "2001:db8::/32", "3fff::/20"),
        .. Of(AddressKind.Benchmark, "2001:2::/48"),
        .. Of(AddressKind.Reserved, "2001::/23"),
        .. Of(AddressKind.Public, "2000::/3"),   // all that is given out; everything else is reserved
    ];

    // The embedded address begins at this byte. Of these only NAT64 leads to public addresses; the rest are old tunnels that carry nobody's model server.
    private static readonly (IPNetwork Network, int At, bool Ordinary)[] Embedding =
    [
        (IPNetwork.Parse("64:ff9b::/96"), 12, true),        // NAT64
        (IPNetwork.Parse("::ffff:0:0:0/96"), 12, false),    // translated
        (IPNetwork.Parse("::/96"), 12, false),              // compatible
        (IPNetwork.Parse("2002::/16"), 2, false),           // 6to4
        (IPNetwork.Parse("2001::/32"), -12, false),         // Teredo: inverted
    ];

    public static AddressKind KindOf(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return Find(IPv4, address) ?? AddressKind.Public;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return KindOf(address.MapToIPv4());   // first of all: networks compare a mapped address as IPv4
        }

        var plain = new IPAddress(address.GetAddressBytes());   // without its zone
        return plain.Equals(IPAddress.IPv6Any) || plain.Equals(IPAddress.IPv6Loopback) ? Find(IPv6, plain) ?? AddressKind.Reserved
            : KindOfEmbedded(plain) ?? Find(IPv6, plain) ?? AddressKind.Reserved;
    }

    private static AddressKind? KindOfEmbedded(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        foreach (var (network, at, ordinary) in Embedding)
        {
            if (network.Contains(address))
            {
                return KindOfEmbedded(bytes, at, ordinary);
            }
        }

        return bytes is [_, _, _, _, _, _, _, _, 0 or 2, 0, 0x5e, 0xfe, ..] ? KindOfEmbedded(bytes, 12, ordinary: false) : null;   // ISATAP, in any network
    }

    private static AddressKind KindOfEmbedded(byte[] bytes, int at, bool ordinary)
    {
        var four = bytes.AsSpan(Math.Abs(at), 4).ToArray();
        var kind = KindOf(new IPAddress(at < 0 ? [.. four.Select(one => (byte)~one)] : four));
        return kind == AddressKind.Public && !ordinary ? AddressKind.Reserved : kind;
    }

    private static AddressKind? Find((IPNetwork Network, AddressKind Kind)[] table, IPAddress address)
    {
        foreach (var (network, kind) in table)
        {
            if (network.Contains(address))
            {
                return kind;
            }
        }

        return null;
    }

    private static IEnumerable<(IPNetwork Network, AddressKind Kind)> Of(AddressKind kind, params string[] networks) =>
        networks.Select(network => (IPNetwork.Parse(network), kind));
}
