using KernelHost.Organizations;

namespace KernelHost.Tests.Organizations;

public sealed class ConfigHistoryTests
{
    [Fact]
    public async Task Versions_are_listed_newest_first_with_who_and_when()
    {
        await using var host = await StartAsync();
        host.Time.Advance(TimeSpan.FromMinutes(5));
        await host.PutAsync(Provider("\"b\""));

        var page = await host.Configs.ListVersionsAsync("acme", 10, null);

        Assert.Equal([2, 1], page.Items.Select(one => one.Version));
        Assert.Equal(("config.changed", TestHost.Admin, host.Time.GetUtcNow()), (page.Items[0].Kind, page.Items[0].Actor, page.Items[0].CreatedAt));
        Assert.Null(page.NextCursor);
    }

    [Fact]
    public async Task A_cursor_goes_on_where_the_page_ended()
    {
        await using var host = await StartAsync();
        await host.PutAsync(Provider("\"b\""));
        await host.PutAsync(Provider("\"c\""));

        var first = await host.Configs.ListVersionsAsync("acme", 2, null);
        var second = await host.Configs.ListVersionsAsync("acme", 2, first.NextCursor);

        Assert.Equal([3, 2], first.Items.Select(one => one.Version));
        Assert.Equal([1], second.Items.Select(one => one.Version));
        Assert.Null(second.NextCursor);
    }

    [Fact]
    public async Task A_diff_lists_what_was_added_removed_and_changed()
    {
        await using var host = await StartAsync();
        await host.PutAsync("""{"setups":{"default":{"providers":{"ollama":{"models":["b"],"enabled":false}}}},"extra":{"x":1}}""");

        var differences = await host.Configs.DiffAsync("acme", 1, 2);

        Assert.Equal(
        [
            ("$.extra", "added", null, """{"x":1}"""),
            ("$.setups.default.providers.ollama.enabled", "changed", "true", "false"),
            ("$.setups.default.providers.ollama.models[0]", "changed", "\"a\"", "\"b\""),
        ], differences.Select(one => (one.Path, one.Change, one.From?.GetRawText(), one.To?.GetRawText())));
        Assert.Equal("removed", (await host.Configs.DiffAsync("acme", 2, 1))[0].Change);
    }

    [Fact]
    public async Task A_diff_shows_that_a_secret_changed_and_nothing_of_it()
    {
        await using var host = await StartAsync();
        await host.PutAsync(Provider("\"a\"", "sk-canary-1"));
        await host.PutAsync(Provider("\"a\"", "sk-canary-2"));

        var added = Assert.Single(await host.Configs.DiffAsync("acme", 1, 2));
        var changed = Assert.Single(await host.Configs.DiffAsync("acme", 2, 3));

        Assert.Equal(("$.setups.default.providers.ollama.api_key_set", "added"), (added.Path, added.Change));
        Assert.Equal(("$.setups.default.providers.ollama.api_key", "changed", null, null), (changed.Path, changed.Change, changed.From, changed.To));
    }

    [Fact]
    public async Task A_restored_version_is_the_newest_one_with_today_s_key()
    {
        await using var host = await StartAsync();
        await host.PutAsync(Provider("\"b\"", "sk-old"));
        await host.PutAsync(Provider("\"c\"", "sk-new"));

        var change = await host.Configs.RestoreAsync("acme", 2, TestHost.Admin);

        var provider = (await host.SetupAsync()).Providers.Find("ollama");
        Assert.Equal(4, change.Version);
        Assert.Equal(["b"], provider?.Models.Select(model => model.Id));
        Assert.Equal("sk-new", provider?.ApiKey?.Reveal());
        Assert.Equal("config.restored", (await host.Configs.ListVersionsAsync("acme", 1, null)).Items[0].Kind);
    }

    [Fact]
    public async Task A_key_that_was_deleted_since_does_not_come_back()
    {
        await using var host = await StartAsync();
        await host.PutAsync(Provider("\"b\"", "sk-old"));
        await host.PutAsync("""{"setups":{"default":{"providers":{"ollama":{"api_key":null}}}}}""");

        await host.Configs.RestoreAsync("acme", 2, TestHost.Admin);

        Assert.Null((await host.SetupAsync()).Providers.Find("ollama")?.ApiKey);
    }

    [Fact]
    public async Task A_provider_that_moved_or_went_comes_back_with_the_key_of_its_own_host_and_a_warning()
    {
        await using var host = await StartAsync();
        await host.PutAsync(Provider("\"b\"", "sk-here"));
        await host.PutAsync("""{"setups":{"default":{"providers":{"ollama":{"base_url":"http://elsewhere","api_key":"sk-elsewhere"}}}}}""");

        var change = await host.Configs.RestoreAsync("acme", 2, TestHost.Admin);

        Assert.Equal(("$.setups.default.providers.ollama.api_key", "secret_restored"), change.Warnings.Select(warning => (warning.Path, warning.Code)).Single());
        Assert.Equal("sk-here", (await host.SetupAsync()).Providers.Find("ollama")?.ApiKey?.Reveal());
    }

    [Fact]
    public async Task Restoring_can_lose_an_update_too()
    {
        await using var host = await StartAsync();
        await host.PutAsync(Provider("\"b\""));

        await Assert.ThrowsAsync<LostUpdateException>(() => host.Configs.RestoreAsync("acme", 1, TestHost.Admin, ifMatch: 1));
    }

    private static async Task<TestHost> StartAsync()
    {
        var host = await TestHost.StartAsync();
        await host.CreateAsync(Provider("\"a\""));
        return host;
    }

    private static string Provider(string models, string? key = null) =>
        $$$"""{"setups":{"default":{"providers":{"ollama":{"models":[{{{models}}}]{{{(key is null ? "" : $",\"api_key\":\"{key}\"")}}}} } } } }""";
}
