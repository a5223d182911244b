using System.Net;
using KernelHost.Security;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Server.Tests.Auth;

public sealed class GuessThrottleTests
{
    private const string Path = "/v1/models";

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task An_address_that_tries_keys_is_told_to_wait_whatever_it_sends()
    {
        await using var server = Start();
        var good = await KeyAsync(server);
        await GuessAsync(server, 3);

        var (answer, guess) = (await AskAsync(server, good), await AskAsync(server, "wrong"));

        Assert.Equal((HttpStatusCode.TooManyRequests, "6"), (answer.Status, answer.Headers.RetryAfter?.ToString()));
        Assert.Equal("too_many_wrong_keys", answer.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(answer.Text, guess.Text);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, good)).Status);
    }

    [Fact]
    public async Task Who_came_with_a_good_key_before_is_not_locked_out_by_a_neighbour()
    {
        await using var server = Start();
        var (known, unknown) = (await KeyAsync(server), await KeyAsync(server));
        await AskAsync(server, known);

        await GuessAsync(server, 3);

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, known)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync(server, unknown)).Status);
    }

    [Fact]
    public async Task Requests_without_a_key_and_open_endpoints_go_on_as_before()
    {
        await using var server = Start();
        await GuessAsync(server, 3);

        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(server, null)).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, "wrong", path: "/healthz")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(server, "wrong", path: "/nowhere")).Status);
    }

    [Fact]
    public async Task Neither_missing_keys_nor_wrong_ones_at_open_endpoints_nor_forbidden_and_limited_calls_are_guesses()
    {
        await using var server = Start();
        var (slug, limited) = await server.CreateTenantKeyAsync(Tenants.Embedded(), new("k", Role.Member) { Limits = new(1) });
        for (var i = 0; i < 5; i++)
        {
            await AskAsync(server, null);
            await AskAsync(server, "wrong", path: "/healthz");
            await AskAsync(server, limited);
            await AskAsync(server, limited, path: $"/api/v1/organizations/{slug}/keys");
        }

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, await KeyAsync(server))).Status);
    }

    [Fact]
    public async Task A_forged_forwarding_header_does_nothing()
    {
        await using var server = Start();
        for (var i = 0; i < 3; i++)
        {
            await AskAsync(server, "wrong", forwardedFor: $"203.0.113.{i}");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync(server, "wrong", forwardedFor: "203.0.113.99")).Status);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.0/8")]
    public async Task Behind_a_known_proxy_the_address_is_what_the_proxy_saw(string proxy)
    {
        await using var server = Start(("Server:KnownProxies:0", proxy), ("Server:KnownProxies:1", "::1"));
        for (var i = 0; i < 3; i++)
        {
            // What the client itself claims stands before what the proxy adds.
            await AskAsync(server, "wrong", forwardedFor: $"198.51.100.{i}, 203.0.113.7");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync(server, "wrong", forwardedFor: "198.51.100.9, 203.0.113.7")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(server, "wrong", forwardedFor: "203.0.113.8")).Status);
    }

    [Fact]
    public async Task A_proxy_that_is_not_known_is_not_believed()
    {
        await using var server = Start(("Server:KnownProxies:0", "192.0.2.1"));
        for (var i = 0; i < 3; i++)
        {
            await AskAsync(server, "wrong", forwardedFor: $"203.0.113.{i}");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync(server, "wrong", forwardedFor: "203.0.113.99")).Status);
    }

    [Theory]
    [InlineData("10.0.0.7", true)]
    [InlineData("10.0.0.0/24", true)]
    [InlineData("2001:db8::/48", true)]
    [InlineData("10.0.0.0/99", false)]
    [InlineData("proxy.example", false)]
    public void A_known_proxy_is_an_address_or_a_network(string text, bool valid) =>
        Assert.Equal(valid, new KnownProxiesValidator().Validate(null, new() { KnownProxies = [text] }).Succeeded);

    private KernelHostServer Start(params (string, string?)[] settings) => KernelHostServer.Start(
        services => services.AddSingleton<TimeProvider>(_time),
        [("Authentication:FailuresPerMinute", "10"), ("Authentication:FailureBurst", "3"), .. settings]);

    private static async Task<string> KeyAsync(KernelHostServer server) => (await server.CreateTenantKeyAsync(Tenants.Embedded())).Key;

    private static async Task GuessAsync(KernelHostServer server, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(server, $"kh_{i}")).Status);
        }
    }

    private static async Task<Exchange> AskAsync(KernelHostServer server, string? key, string path = Path, string? forwardedFor = null)
    {
        using var client = server.Client(key);
        if (forwardedFor is not null)
        {
            client.DefaultRequestHeaders.Add("X-Forwarded-For", forwardedFor);
        }

        return await client.TryGetAsync(path);
    }
}
