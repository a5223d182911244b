using System.Net;
using KernelHost.Security;
using KernelHost.Tests.Organizations;
using Microsoft.Extensions.Options;

namespace KernelHost.Tests.Security;

/// <summary>The list <c>Security:AllowedUpstreams</c>: what an entry means, and how odd a spelling may be.</summary>
public sealed class AllowedUpstreamTests
{
    [Theory]
    [InlineData("models.example", "https://models.example/v1", "http://models.example:8080", "https://MODELS.example.", "https://models.example:443?api-version=1")]
    [InlineData("models.example:8443", "https://models.example:8443/v1")]
    [InlineData("models.example:443", "https://models.example/v1")]
    [InlineData("*.models.example", "https://a.models.example", "https://a.b.models.example:99")]
    [InlineData("*.models.example:80", "http://a.models.example")]
    [InlineData("10.0.0.5", "http://10.0.0.5:11434", "http://167772165", "http://0xa.0.0.5", "http://[::ffff:10.0.0.5]")]
    [InlineData("[fd00::7]:8080", "http://[fd00:0::7]:8080", "http://[FD00::0007]:8080/v1")]
    [InlineData("[::1]", "http://[::1]:1")]
    [InlineData("bücher.example", "https://xn--bcher-kva.example", "https://BÜCHER.example")]
    public void An_entry_allows_every_spelling_of_what_it_names(string entry, params string[] addresses) =>
        Assert.All(addresses, address => Assert.NotNull(Allowing(entry).ReachOf(address)));

    [Theory]
    [InlineData("models.example", "https://a.models.example", "https://amodels.example", "https://models.example.evil.example", "https://evil.example/models.example", "https://evil.example?models.example")]
    [InlineData("models.example:8443", "https://models.example", "https://models.example:8444")]
    [InlineData("*.models.example", "https://models.example", "https://.models.example", "https://xmodels.example")]
    [InlineData("api.openai.com", "https://аpi.openai.com", "https://xn--pi-6kc.openai.com", "https://api.openai.com@evil.example", "https://evil.example#api.openai.com", "https://evil.example\\api.openai.com", "https://api.openai.com\\@evil.example")]
    [InlineData("api.openai.com", "https://api.openai.com%2eevil.example", "https://api.openai.com%00.evil.example", "https://user@api.openai.com", "https://:@api.openai.com", "ftp://api.openai.com", "file:///api.openai.com", "https:api.openai.com", "https:/api.openai.com", "https:///api.openai.com", "//api.openai.com", "api.openai.com")]
    [InlineData("api.openai.com", "https://api.openai.com#x", "https://api.openai.com#", " https://api.openai.com", "https://api.openai.com\n", "https://api.openai\t.com", "https://api.openai.com:0", "https://", "https://.", "https://api.openai.com..", "")]
    [InlineData("api.openai.com", "https://2130706433", "https://017700000001", "https://0x7f000001", "https://127.1", "https://0177.0.0.1", "https://0x7f.1", "https://127.0.0.1.", "https://１２７.０.０.１", "https://①②⑦.0.0.1", "https://127。0。0。1", "https://localhost", "https://0", "https://[::]")]
    [InlineData("api.openai.com", "https://[::1]", "https://[::ffff:127.0.0.1]", "https://[::127.0.0.1]", "https://[64:ff9b::7f00:1]", "https://[64:ff9b:1::7f00:1]", "https://[2002:7f00:1::]", "https://[2001:0:1:2:3:4:80ff:fffe]", "https://[fe80::1%25eth0]", "https://[fe80::1%eth0]", "https://%31%32%37.0.0.1")]
    [InlineData("[fe80::1]", "https://[fe80::1%25eth0]", "https://[fe80::1%eth0]")]
    public void Nothing_else_is_allowed_however_it_is_spelled(string entry, params string[] addresses) =>
        Assert.All(addresses, address => Assert.Equal((address, null), (address, Allowing(entry).ReachOf(address))));

    [Fact]
    public void Without_a_list_the_known_public_providers_are_allowed_and_with_an_empty_one_nothing_is()
    {
        string[] known = ["https://api.openai.com/v1", "https://api.anthropic.com", "https://generativelanguage.googleapis.com/v1beta/openai", "https://api.groq.com/openai/v1", "https://mine.openai.azure.com?api-version=2025-01-01"];

        Assert.All(known, address => Assert.Equal(UpstreamReach.Public, new AllowedUpstreams(Options.Create(new SecurityOptions())).ReachOf(address)));
        Assert.All(known, address => Assert.Null(Allowing().ReachOf(address)));
    }

    [Theory]
    [InlineData(UpstreamReach.Public, "8.8.8.8", true)]
    [InlineData(UpstreamReach.Public, "127.0.0.1", false)]
    [InlineData(UpstreamReach.Public, "10.0.0.5", false)]
    [InlineData(UpstreamReach.Public, "169.254.169.254", false)]
    [InlineData(UpstreamReach.Named, "127.0.0.1", true)]
    [InlineData(UpstreamReach.Named, "::ffff:10.9.9.9", true)]
    [InlineData(UpstreamReach.Named, "fd00::1", true)]
    [InlineData(UpstreamReach.Named, "100.64.0.1", true)]
    [InlineData(UpstreamReach.Named, "169.254.0.7", false)]
    [InlineData(UpstreamReach.Named, "100.100.100.200", false)]
    [InlineData(UpstreamReach.Named, "224.0.0.1", false)]
    [InlineData(UpstreamReach.Named, "0.0.0.0", false)]
    [InlineData(UpstreamReach.Named, "169.254.169.254", true)]
    [InlineData(UpstreamReach.Named, "::ffff:169.254.169.254", true)]
    [InlineData(UpstreamReach.Trusted, "169.254.169.254", true)]
    public void A_connection_reaches_what_its_address_was_allowed_for(UpstreamReach reach, string address, bool permitted) =>
        Assert.Equal(permitted, Allowing("10.0.0.5", "169.254.169.254:80").Permits(reach, IPAddress.Parse(address), 80));

    [Fact]
    public void A_literal_with_a_port_is_for_that_port() =>
        Assert.False(Allowing("169.254.169.254:80").Permits(UpstreamReach.Named, IPAddress.Parse("169.254.169.254"), 8080));

    [Fact]
    public void Only_a_name_of_the_hosts_own_list_leads_inside()
    {
        Assert.Equal(UpstreamReach.Named, Allowing("gpu.internal").ReachOf("http://gpu.internal"));
        Assert.Equal(UpstreamReach.Public, Allowing("*.internal").ReachOf("http://gpu.internal"));
        Assert.Equal(UpstreamReach.Named, Allowing("*.internal", "gpu.internal").ReachOf("http://gpu.internal"));
    }

    [Theory]
    [InlineData("https://models.example", "is more than \"host\" or \"host:port\"")]
    [InlineData("models.example/v1", "is more than \"host\" or \"host:port\"")]
    [InlineData("user@models.example", "is more than")]
    [InlineData("*", "write \"*.example.com\"")]
    [InlineData("models.*.example", "write \"*.example.com\"")]
    [InlineData("*.*.example", "write \"*.example.com\"")]
    [InlineData("*.10.0.0.1", "before an IP address")]
    [InlineData("fd00::7", "without brackets")]
    [InlineData("models.example:", "has a port that is not 1 to 65535")]
    [InlineData("models.example:0", "has a port that is not 1 to 65535")]
    [InlineData("models.example:99999", "has a port that is not 1 to 65535")]
    [InlineData("models example", "names no host")]
    [InlineData("[::1", "names no host")]
    [InlineData("", "names no host")]
    public void An_entry_that_makes_no_sense_stops_the_start_and_is_named(string entry, string reason)
    {
        var result = new SecurityOptionsValidator().Validate(null, new() { AllowedUpstreams = ["good.example", entry] });

        Assert.Contains($"Security:AllowedUpstreams: \"{entry}\" ", result.FailureMessage, StringComparison.Ordinal);
        Assert.Contains(reason, result.FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "https://api.openai.com", null)]
    [InlineData("gpu.internal", "https://gpu.internal", UpstreamReach.Named)]
    public async Task The_list_is_read_from_the_settings(string entry, string address, UpstreamReach? expected)
    {
        var settings = new Dictionary<string, string?> { [entry.Length == 0 ? "Security:AllowedUpstreams" : "Security:AllowedUpstreams:0"] = entry };
        await using var host = await TestHost.StartAsync(settings: settings);

        Assert.Equal(expected, host.Get<AllowedUpstreams>().ReachOf(address));
    }

    private static AllowedUpstreams Allowing(params string[] entries) => new(Options.Create(new SecurityOptions { AllowedUpstreams = entries }));
}
