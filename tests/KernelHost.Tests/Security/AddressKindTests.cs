using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using KernelHost.Security;
using Xunit.Abstractions;

namespace KernelHost.Tests.Security;

/// <summary>What an IP address is for, on both sides of every border.</summary>
public sealed class AddressKindTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("Public", "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0")]
    [InlineData("Public", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0", "192.0.3.0", "192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0", "1.0.0.0")]
    [InlineData("Public", "198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255", "168.63.129.15", "168.63.129.17")]
    [InlineData("Unspecified", "0.0.0.0", "0.0.0.1", "0.255.255.255", "::")]
    [InlineData("Loopback", "127.0.0.0", "127.0.0.1", "127.255.255.255", "::1")]
    [InlineData("Private", "10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0", "192.168.255.255", "fc00::", "fd00::1", "fdff:ffff::ffff")]
    [InlineData("Shared", "100.64.0.0", "100.100.100.199", "100.127.255.255")]
    [InlineData("LinkLocal", "169.254.0.0", "169.254.169.253", "169.254.255.255", "fe80::", "fe80::1%3", "febf:ffff::1")]
    [InlineData("Metadata", "169.254.169.254", "169.254.170.2", "169.254.170.23", "169.254.0.23", "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254")]
    [InlineData("Multicast", "224.0.0.0", "239.255.255.255", "ff00::", "ff02::1", "ffff:ffff::ffff")]
    [InlineData("Broadcast", "255.255.255.255")]
    [InlineData("Documentation", "192.0.2.0", "192.0.2.255", "198.51.100.7", "203.0.113.255", "2001:db8::", "2001:db8:ffff::1", "3fff::", "3fff:fff:ffff::1")]
    [InlineData("Benchmark", "198.18.0.0", "198.19.255.255", "2001:2::", "2001:2:0:ffff::1")]
    [InlineData("Reserved", "192.0.0.0", "192.0.0.255", "192.88.99.1", "240.0.0.0", "255.255.255.254", "2001:1::1", "2001:10::1", "2001:1ff:ffff::1", "100::1", "5f00::1", "fec0::1", "1fff::1", "4000::1", "fe00::1", "0:1::1")]
    [InlineData("Public", "2000::1", "2606:4700:4700::1111", "2001:200::1", "2001:4860:4860::8888", "2001:db7:ffff::1", "2001:db9::1", "2003::1", "3ffe::1", "3fff:1000::1")]
    public void Plain_addresses_are_what_the_registries_say(string kind, params string[] addresses) =>
        Assert.All(addresses, address => Assert.Equal((address, kind), (address, AddressKinds.KindOf(IPAddress.Parse(address)).ToString())));

    [Theory]
    [InlineData("Loopback", "::ffff:127.0.0.1", "64:ff9b::127.0.0.1", "::127.0.0.1", "::ffff:0:127.0.0.1", "2002:7f00:1::", "2001:0:1:2:3:4:80ff:fffe", "2606:4700::5efe:127.0.0.1", "fd00::200:5efe:127.0.0.1")]
    [InlineData("Private", "::ffff:10.1.2.3", "64:ff9b::192.168.0.1", "::172.16.0.1", "2002:a00:1::1", "2001:0:1:2:3:4:f5ff:fffe")]
    [InlineData("Metadata", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "::169.254.169.254", "2002:a9fe:a9fe::", "2001:0:1:2:3:4:5601:5601", "::ffff:0:169.254.169.254")]
    [InlineData("Unspecified", "::ffff:0.0.0.0", "64:ff9b::0.0.0.0")]
    [InlineData("Public", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8")]
    [InlineData("Reserved", "::8.8.8.8", "::ffff:0:8.8.8.8", "2002:808:808::", "2001:0:1:2:3:4:f7f7:f7f7", "2606:4700::5efe:8.8.8.8", "64:ff9b:1::8.8.8.8", "64:ff9b:1:808:8:800::", "64:ff9b:1:a9fe:a9:fe00::", "64:ff9b:2::1")]
    public void An_address_inside_another_counts_and_an_old_tunnel_is_never_public(string kind, params string[] addresses) =>
        Plain_addresses_are_what_the_registries_say(kind, addresses);

    [Fact]
    public void Two_hundred_thousand_random_addresses_are_public_or_not_as_a_plain_rule_says()
    {
        var seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < 200_000; i++)
        {
            var address = RandomAddress(random);
            Assert.True(NaivelyPublic(address) == (AddressKinds.KindOf(address) == AddressKind.Public), $"{address} (seed {seed}): {AddressKinds.KindOf(address)}");
        }
    }

    // Half of them begin as something special does, so that the borders are met.
    private static IPAddress RandomAddress(Random random)
    {
        var bytes = new byte[random.Next(2) == 0 ? 4 : 16];
        random.NextBytes(bytes);
        byte[][] starts = bytes.Length == 4
            ? [[0], [10], [100, (byte)random.Next(60, 132)], [127], [169, 254], [172, (byte)random.Next(14, 34)], [192, 0], [192, 88, 99], [192, 168], [198, (byte)random.Next(16, 22)], [198, 51, 100], [203, 0, 113], [(byte)random.Next(220, 256)], [168, 63, 129, 16]]
            : [new byte[10], [.. new byte[10], 255, 255], [.. new byte[8], 255, 255, 0, 0], [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0], [0, 0x64, 0xff, 0x9b, 0, 1], [0x20, 1, 0, 0], [0x20, 1, (byte)random.Next(3)], [0x20, 1, 0x0d, 0xb8], [0x20, 2], [0x3f, 0xff, (byte)random.Next(32)], [0xfc], [0xfd], [0xfe, (byte)random.Next(256)], [0xff], [0x26, 6, 0x47, 0, 0, 0, 0, 0, 0, 0, 0x5e, 0xfe]];
        if (random.Next(4) > 0)
        {
            starts[random.Next(starts.Length)].CopyTo(bytes, 0);
        }

        return new(bytes);
    }

    private static bool NaivelyPublic(IPAddress address)
    {
        var all = address.GetAddressBytes();
        if (all.Length == 4)
        {
            return NaivelyPublic(BinaryPrimitives.ReadUInt32BigEndian(all));
        }

        var value = BinaryPrimitives.ReadUInt128BigEndian(all);
        var (high, low, last) = ((ulong)(value >> 64), (ulong)value, (uint)value);
        if ((high == 0 && low >> 32 == 0xffff) || (high == 0x0064_ff9b_0000_0000 && low >> 32 == 0))
        {
            return NaivelyPublic(last);
        }

        var isatap = (low >> 32 & 0xfdff_ffff) == 0x0000_5efe;
        return high >> 61 == 1 && high >> 41 != 0x2001_0000_0000_0000 >> 41 && high >> 32 != 0x2001_0db8 && high >> 48 != 0x2002 && high >> 44 != 0x3fff0 && !isatap;
    }

    private static bool NaivelyPublic(uint ip) => (ip >> 24) switch
    {
        0 or 10 or 127 or >= 224 => false,
        100 => (ip >> 16 & 0xff) is < 64 or > 127,
        168 => ip != 0xa83f8110,
        169 => (ip >> 16 & 0xff) != 254,
        172 => (ip >> 16 & 0xff) is < 16 or > 31,
        192 => (ip >> 16 & 0xff) != 168 && ip >> 8 is not (0xc00000 or 0xc00002 or 0xc05863),
        198 => (ip >> 16 & 0xff) is not (18 or 19) && ip >> 8 != 0xc63364,
        203 => ip >> 8 != 0xcb0071,
        _ => true,
    };
}
