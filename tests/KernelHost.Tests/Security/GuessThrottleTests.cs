using System.Net;
using KernelHost.Security;
using KernelHost.Tests.Organizations;
using KernelHost.Throttling;

namespace KernelHost.Tests.Security;

public sealed class GuessThrottleTests
{
    private static readonly IPAddress Guesser = IPAddress.Parse("203.0.113.7");

    [Fact]
    public async Task After_its_tries_an_address_is_not_listened_to_until_some_come_back()
    {
        await using var host = await StartAsync();
        var good = await KeyAsync(host);
        var keys = host.Get<Authenticator>();
        Guess(keys, Guesser, 5);

        var refused = keys.Authenticate(good, Guesser);

        Assert.Equal((KeyRefusal.TooManyGuesses, TimeSpan.FromSeconds(6)), (refused.Refusal, refused.RetryAfter));
        Assert.Equal(KeyRefusal.TooManyGuesses, keys.Authenticate("wrong", Guesser).Refusal);
        Assert.NotNull(keys.Authenticate(good, IPAddress.Parse("203.0.113.8")).Caller);
        host.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.NotNull(keys.Authenticate(good, Guesser).Caller);
    }

    [Fact]
    public async Task A_key_that_was_accepted_from_there_lately_goes_on_working_until_it_is_refused()
    {
        await using var host = await StartAsync();
        var (known, unknown) = (await KeyAsync(host), await KeyAsync(host));
        var keys = host.Get<Authenticator>();
        keys.Authenticate(known, Guesser);

        Guess(keys, Guesser, 5);

        Assert.NotNull(keys.Authenticate(known, Guesser).Caller);
        Assert.Equal(KeyRefusal.TooManyGuesses, keys.Authenticate(unknown, Guesser).Refusal);
        await host.Keys.RevokeAsync("acme", host.Keys.Authenticate(known).Caller?.KeyId ?? "", TestHost.Admin, default);
        Assert.Equal(KeyRefusal.Unknown, keys.Authenticate(known, Guesser).Refusal);
        Assert.Equal(KeyRefusal.TooManyGuesses, keys.Authenticate(known, Guesser).Refusal);
    }

    [Fact]
    public async Task Lately_is_a_day()
    {
        await using var host = await StartAsync();
        var known = await KeyAsync(host);
        var keys = host.Get<Authenticator>();
        keys.Authenticate(known, Guesser);

        host.Time.Advance(TimeSpan.FromHours(25));
        Guess(keys, Guesser, 5);

        Assert.Equal(KeyRefusal.TooManyGuesses, keys.Authenticate(known, Guesser).Refusal);
    }

    [Fact]
    public async Task Telling_who_calls_from_where_allocates_only_the_answer()
    {
        await using var host = await StartAsync();
        var (key, keys, address) = (await KeyAsync(host), host.Get<Authenticator>(), Guesser.MapToIPv6());
        Guess(keys, address, 1);
        keys.Authenticate(key, address);

        var before = GC.GetAllocatedBytesForCurrentThread();
        keys.Authenticate(key, address);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256);
    }

    [Fact]
    public async Task It_can_be_switched_off()
    {
        await using var host = await TestHost.StartAsync(settings: new Dictionary<string, string?> { ["Authentication:FailuresPerMinute"] = "0" });
        var keys = host.Get<Authenticator>();

        Guess(keys, Guesser, 1000);

        Assert.Equal(KeyRefusal.Unknown, keys.Authenticate("wrong", Guesser).Refusal);
    }

    [Theory]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("0.0.0.0", "::", false)]
    public void An_IPv6_address_counts_with_its_network_an_IPv4_address_alone(string one, string other, bool same) =>
        Assert.Equal(same, GuessThrottle.NetworkOf(IPAddress.Parse(one)) == GuessThrottle.NetworkOf(IPAddress.Parse(other)));

    [Fact]
    public void A_full_table_forgets_what_was_used_longest_ago()
    {
        var table = new RecentTable<int, long>(80, last => last);
        for (var i = 0; i < 81; i++)
        {
            table.Set(i, i);
        }

        Assert.Equal(70, table.Count);
        Assert.False(table.TryGet(0, out _));
        Assert.True(table.TryGet(80, out _));
    }

    private static void Guess(Authenticator keys, IPAddress address, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Equal(KeyRefusal.Unknown, keys.Authenticate($"kh_{i}", address).Refusal);
        }
    }

    private static async Task<TestHost> StartAsync()
    {
        var host = await TestHost.StartAsync(settings: new Dictionary<string, string?> { ["Authentication:FailuresPerMinute"] = "10", ["Authentication:FailureBurst"] = "5" });
        await host.CreateAsync();
        return host;
    }

    private static async Task<string> KeyAsync(TestHost host) =>
        (await host.Keys.CreateAsync("acme", new("k", Role.Member), TestHost.Admin, default))?.Secret.Reveal() ?? "";
}
