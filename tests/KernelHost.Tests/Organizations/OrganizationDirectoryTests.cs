using KernelHost.Organizations;
using KernelHost.Security;
using Microsoft.Extensions.Hosting;

namespace KernelHost.Tests.Organizations;

public sealed class OrganizationDirectoryTests
{
    [Fact]
    public async Task What_a_purged_organisation_wrote_is_in_no_file_any_more()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync("""{"setups":{"default":{"prompts":[{"name":"p","messages":[{"role":"system","content":"unmistakable words"}]}]}}}""");

        await host.Organizations.PurgeAsync("acme", TestHost.Admin);

        Assert.All(Directory.EnumerateFiles(host.DataDirectory), file => Assert.DoesNotContain("unmistakable words", ReadShared(file), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Acme")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a--b")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a\n")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task An_invalid_slug_is_refused(string slug)
    {
        await using var host = await TestHost.StartAsync();

        var refused = await Assert.ThrowsAsync<OrganizationRuleException>(() => host.CreateAsync(slug: slug));

        Assert.Equal("invalid_slug", refused.Code);
    }

    [Fact]
    public async Task A_slug_is_taken_once()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync();

        Assert.Equal("slug_taken", (await Assert.ThrowsAsync<OrganizationRuleException>(() => host.CreateAsync())).Code);
    }

    [Fact]
    public async Task A_bad_config_makes_no_organisation()
    {
        await using var host = await TestHost.StartAsync();

        await Assert.ThrowsAsync<ConfigRejectedException>(() => host.CreateAsync("""{"setups":1}"""));

        Assert.Null(host.Organizations.Find("acme"));
    }

    [Fact]
    public async Task They_are_listed_by_slug_in_pages_and_found_by_name()
    {
        await using var host = await TestHost.StartAsync();
        foreach (var slug in new[] { "charlie", "alpha", "bravo" })
        {
            await host.CreateAsync(slug: slug);
        }

        var first = host.Organizations.List(3, null, new());
        var second = host.Organizations.List(3, first.NextCursor, new());

        Assert.Equal(["alpha", "bravo", "charlie"], first.Items.Select(one => one.Slug));
        Assert.Equal(["system"], second.Items.Select(one => one.Slug));
        Assert.Null(second.NextCursor);
        Assert.Equal(["bravo"], host.Organizations.List(10, null, new("RAV")).Items.Select(one => one.Slug));
    }

    [Fact]
    public async Task A_rename_is_there_after_a_restart()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync();

        await host.Organizations.UpdateAsync("acme", new("Acme & Söhne"), TestHost.Admin);

        await using var again = await TestHost.StartAsync(host.DataDirectory);
        Assert.Equal("Acme & Söhne", again.Organizations.Find("acme")?.Name);
        Assert.Equal("invalid_name", (await Assert.ThrowsAsync<OrganizationRuleException>(
            () => host.Organizations.UpdateAsync("acme", new(" "), TestHost.Admin))).Code);
    }

    [Fact]
    public async Task A_deleted_organisation_is_gone_and_can_come_back()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync();

        await host.Organizations.DeleteAsync("acme", TestHost.Admin);
        Assert.Null(host.Organizations.Find("acme"));
        Assert.DoesNotContain(host.Organizations.List(10, null, new()).Items, one => one.Slug == "acme");
        await Assert.ThrowsAsync<OrganizationNotFoundException>(() => host.ReadAsync());
        Assert.Contains("purge", (await Assert.ThrowsAsync<OrganizationRuleException>(() => host.CreateAsync())).Message, StringComparison.Ordinal);

        await host.Organizations.UpdateAsync("acme", new(Status: OrganizationStatus.Active), TestHost.Admin);
        Assert.NotNull(host.Organizations.Find("acme"));
    }

    [Fact]
    public async Task A_purged_organisation_leaves_its_slug_free_and_nothing_to_the_next_one()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync("""{"setups":{},"mine":1}""");
        var key = await host.Keys.CreateAsync("acme", new("k", Role.OrgAdmin), TestHost.Admin, default);

        await host.Organizations.PurgeAsync("acme", TestHost.Admin);
        await host.CreateAsync();

        Assert.DoesNotContain("mine", await host.ReadAsync(), StringComparison.Ordinal);
        Assert.Single((await host.Configs.ListVersionsAsync("acme", 10, null)).Items);
        Assert.Equal(KeyRefusal.Unknown, host.Keys.Authenticate(key?.Secret.Reveal()).Refusal);
    }

    [Fact]
    public async Task What_was_deleted_long_ago_is_purged_at_the_next_start()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync();
        await host.Organizations.DeleteAsync("acme", TestHost.Admin);

        await using var again = await TestHost.StartAsync(host.DataDirectory, new Dictionary<string, string?> { ["Organizations:KeepDeleted"] = "00:00:00" });

        await again.CreateAsync();
        Assert.Contains((await again.Audit.ListAsync("acme", 10, null, default)).Items, entry => entry.Kind == "organization.purged");
    }

    [Fact]
    public async Task What_was_deleted_is_purged_while_the_host_runs_unless_it_came_back()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(slug: "back");
        await host.CreateAsync();
        await host.Organizations.DeleteAsync("back", TestHost.Admin);
        await host.Organizations.DeleteAsync("acme", TestHost.Admin);
        await host.Organizations.UpdateAsync("back", new(Status: OrganizationStatus.Active), TestHost.Admin);
        var purged = new TaskCompletionSource<string>();
        host.Organizations.Changed += one => purged.TrySetResult(one.Slug);
        var loop = host.Get<IEnumerable<IHostedService>>().OfType<DeletedOrganizations>().Single();
        await loop.StartAsync(default);

        await host.Time.TimerSetAsync(DeletedOrganizations.Interval);
        host.Time.Advance(TimeSpan.FromDays(30));

        Assert.Equal("acme", await purged.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        await loop.StopAsync(default);
        Assert.NotNull(host.Organizations.Find("back"));
        Assert.Equal(1, (await host.CreateAsync()).Organization.Version);
    }

    [Fact]
    public async Task The_system_organisation_can_be_neither_suspended_nor_deleted()
    {
        await using var host = await TestHost.StartAsync();

        foreach (var attempt in new Func<Task>[]
        {
            () => host.Organizations.DeleteAsync("system", TestHost.Admin),
            () => host.Organizations.PurgeAsync("system", TestHost.Admin),
            () => host.Organizations.UpdateAsync("system", new(Status: OrganizationStatus.Suspended), TestHost.Admin),
        })
        {
            Assert.Equal("system_organization", (await Assert.ThrowsAsync<OrganizationRuleException>(attempt)).Code);
        }
    }

    [Fact]
    public async Task Parsed_configs_beyond_the_limit_are_read_again_when_asked_for()
    {
        await using var host = await TestHost.StartAsync(settings: new Dictionary<string, string?> { ["Organizations:CachedConfigs"] = "2" });
        foreach (var number in Enumerable.Range(0, 8))
        {
            await host.CreateAsync($$"""{"setups":{},"number":{{number}}}""", $"org{number}");
        }

        foreach (var number in Enumerable.Range(0, 8))
        {
            Assert.Equal(number, (await host.Configs.GetAsync($"org{number}")).Config.Unknown?["number"].GetInt32());
        }
    }

    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
