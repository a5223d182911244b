using System.Text;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Tests.Organizations;

namespace KernelHost.Tests.Security;

public sealed class AuditTests
{
    [Fact]
    public async Task Every_change_leaves_an_entry_with_who_and_what()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync();
        await host.PutAsync("""{"setups":{"default":{"providers":{"ollama":{"api_key":"sk-canary","models":["a"]}}}}}""");
        await host.Configs.RestoreAsync("acme", 1, TestHost.Admin);
        var key = await host.Keys.CreateAsync("acme", new("k", Role.Member), TestHost.Admin, default);
        await host.Keys.RevokeAsync("acme", key?.Key.Id ?? "", TestHost.Admin, default);
        await host.Organizations.UpdateAsync("acme", new("New"), TestHost.Admin);
        await host.Organizations.UpdateAsync("acme", new(Status: OrganizationStatus.Suspended), TestHost.Admin);
        await host.Organizations.UpdateAsync("acme", new(Status: OrganizationStatus.Active), TestHost.Admin);
        await host.Organizations.DeleteAsync("acme", TestHost.Admin);
        await host.Organizations.PurgeAsync("acme", TestHost.Admin);

        var entries = (await host.Audit.ListAsync("acme", 100, null, default)).Items;

        Assert.Equal(
        [
            "organization.purged", "organization.deleted", "organization.resumed", "organization.suspended", "organization.renamed", "key.revoked", "key.created",
            "config.restored", "config.changed", "organization.created",
        ], entries.Select(entry => entry.Kind));
        Assert.All(entries, entry => Assert.Equal(TestHost.Admin, entry.Actor));
        Assert.Contains("added $.setups.default.providers.ollama", entries[8].Data.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(1, entries[7].Data.GetProperty("restored_from").GetInt32());
    }

    [Fact]
    public async Task Entries_are_read_in_pages_by_organisation()
    {
        await using var host = await TestHost.StartAsync();
        foreach (var number in Enumerable.Range(1, 5))
        {
            await host.Audit.AppendAsync($"kind{number}", TestHost.Admin, "acme", "x", null, default);
        }

        var first = await host.Audit.ListAsync("acme", 3, null, default);
        var second = await host.Audit.ListAsync("acme", 3, first.NextCursor, default);

        Assert.Equal(["kind5", "kind4", "kind3"], first.Items.Select(entry => entry.Kind));
        Assert.Equal(["kind2", "kind1"], second.Items.Select(entry => entry.Kind));
        Assert.Null(second.NextCursor);
        Assert.Contains((await host.Audit.ListAsync(null, 10, null, default)).Items, entry => entry.Organization == "system");
    }

    [Fact]
    public async Task A_change_that_fails_leaves_no_entry()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync();

        await Assert.ThrowsAsync<LostUpdateException>(() => host.Configs.PutAsync("acme", Encoding.UTF8.GetBytes("{}"), 9, false, TestHost.Admin));
        await Assert.ThrowsAsync<ApiKeyRuleException>(() => host.Keys.CreateAsync("acme", new("", Role.Member), TestHost.Admin, default));
        await Assert.ThrowsAsync<OrganizationRuleException>(() => host.CreateAsync());

        Assert.Equal("organization.created", Assert.Single((await host.Audit.ListAsync("acme", 10, null, default)).Items).Kind);
    }
}
