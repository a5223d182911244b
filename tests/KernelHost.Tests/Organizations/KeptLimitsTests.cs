using System.Text;
using KernelHost.Organizations;
using KernelHost.Security;

namespace KernelHost.Tests.Organizations;

public sealed class KeptLimitsTests
{
    private const string Limited = """{"setups":{},"limits":{"usage":{"tokens_per_month":1000},"rate":{"requests_per_minute":10},"later":1}}""";

    private static readonly Actor OrgAdmin = new("key_org", Role.OrgAdmin);

    [Theory]
    [InlineData("""{"setups":{},"x":1}""")]
    [InlineData("""{"setups":{},"limits":{"rate":{"requests_per_minute":1000}}}""")]
    [InlineData("""{"setups":{},"limits":{"usage":{"tokens_per_month":1000},"rate":{"requests_per_minute":10},"later":2}}""")]
    public async Task An_org_admin_changes_the_rest_and_the_limits_stay(string config)
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(Limited);

        var change = await host.Configs.PutAsync("acme", Encoding.UTF8.GetBytes(config), null, dryRun: false, OrgAdmin);

        Assert.Contains(change.Warnings, warning => (warning.Code, warning.Path) == ("limits_kept", "$.limits"));
        Assert.Contains("""{"usage":{"tokens_per_month":1000},"rate":{"requests_per_minute":10},"later":1}""", await host.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_org_admin_gives_itself_none_by_restoring_an_old_version()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync("""{"setups":{}}""");
        await host.PutAsync(Limited);

        var change = await host.Configs.RestoreAsync("acme", 1, OrgAdmin);

        Assert.Contains(change.Warnings, warning => warning.Code == "limits_kept");
        Assert.Contains("requests_per_minute", await host.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sent_back_as_it_was_read_is_no_change()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(Limited);

        var change = await host.Configs.PutAsync("acme", Encoding.UTF8.GetBytes(await host.ReadAsync()), null, dryRun: false, OrgAdmin);

        Assert.Equal((1, 0), (change.Version, change.Warnings.Length));
    }

    [Fact]
    public async Task A_system_admin_changes_them()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(Limited);

        var change = await host.PutAsync("""{"setups":{},"limits":{"rate":{"concurrent_requests":3}}}""");

        Assert.DoesNotContain(change.Warnings, warning => warning.Code == "limits_kept");
        Assert.Equal(3, (await host.Configs.GetAsync("acme")).Config.Limits?.Rate?.ConcurrentRequests);
    }

    [Theory]
    [InlineData("requests_per_minute", "0", "out_of_range")]
    [InlineData("concurrent_requests", "-1", "out_of_range")]
    [InlineData("requests_per_minute", "\"many\"", "wrong_type")]
    public async Task A_rate_limit_is_at_least_one(string name, string value, string code)
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync();

        var rejected = await Assert.ThrowsAsync<ConfigRejectedException>(() => host.PutAsync($$$"""{"limits":{"rate":{"{{{name}}}":{{{value}}} } } }"""));

        Assert.Equal([($"$.limits.rate.{name}", code)], rejected.Errors.Select(error => (error.Path, error.Code)));
    }
}
