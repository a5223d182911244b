using System.Text.Json;
using KernelHost.Organizations;

namespace KernelHost.Tests.Organizations;

public sealed class ConfigChangeTests
{
    private const string OneProvider = """{"setups":{"default":{"providers":{"ollama":{"models":["llama3"]}}}}}""";
    private const string TwoModels = """{"setups":{"default":{"providers":{"ollama":{"models":["llama3","phi3"]}}}}}""";

    [Fact]
    public async Task A_new_config_is_the_next_version_and_is_read_back()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(OneProvider);

        var change = await host.PutAsync(TwoModels);

        Assert.Equal(2, change.Version);
        Assert.Equal(2, host.Organizations.Find("acme")?.Version);
        Assert.Equal(["llama3", "phi3"], (await host.SetupAsync()).Providers.Find("ollama")?.Models.Select(model => model.Id));
    }

    [Fact]
    public async Task The_change_is_announced_after_it_took_effect()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(OneProvider);
        var seen = new List<(long Announced, long? InForce)>();
        host.Configs.Changed += change => seen.Add((change.Version, host.Organizations.Find(change.Organization)?.Version));

        await host.PutAsync(TwoModels);

        Assert.Equal([(2, 2L)], seen);
    }

    [Fact]
    public async Task A_change_based_on_an_older_version_is_refused()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(OneProvider);
        await host.PutAsync(TwoModels, ifMatch: 1);

        var lost = await Assert.ThrowsAsync<LostUpdateException>(() => host.PutAsync(OneProvider, ifMatch: 1));

        Assert.Equal((1, 2), (lost.Expected, lost.Actual));
        Assert.Equal(2, (await host.SetupAsync()).Providers.Find("ollama")?.Models.Length);
    }

    [Fact]
    public async Task Of_many_writers_that_read_the_same_version_one_wins()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(OneProvider);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(async () =>
        {
            try
            {
                await host.PutAsync($$"""{"setups":{},"number":{{number}}}""", ifMatch: 1);
                return true;
            }
            catch (LostUpdateException)
            {
                return false;
            }
        })));

        Assert.Single(outcomes, won => won);
        Assert.Equal(2, (await host.Configs.GetAsync("acme")).Version);
    }

    [Fact]
    public async Task Edits_of_many_writers_are_all_there_in_the_end()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(OneProvider);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Task.Run(() => host.Configs.UpdateAsync("acme", config => config with
        {
            Setups = config.Setups.Add($"setup{number}", new Setup()),
        }, TestHost.Admin))));

        Assert.Equal(21, (await host.Configs.GetAsync("acme")).Config.Setups.Count);
        Assert.Equal(21, (await host.Configs.GetAsync("acme")).Version);
    }

    [Fact]
    public async Task A_dry_run_answers_the_effective_config_and_changes_nothing()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(OneProvider);

        var change = await host.PutAsync("""{"setups":{"default":{"global_default_model":{"provider":"gone","model":"x"}}}}""", dryRun: true);

        Assert.Equal("provider_not_found", Assert.Single(change.Warnings).Code);
        Assert.Equal(1, (await host.Configs.GetAsync("acme")).Version);
        Assert.NotNull((await host.SetupAsync()).Providers.Find("ollama"));
    }

    [Fact]
    public async Task A_rejected_config_leaves_the_old_one_and_no_trace()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(OneProvider);
        var entries = (await host.Audit.ListAsync(null, 50, null, default)).Items.Count;

        await Assert.ThrowsAsync<ConfigRejectedException>(() => host.PutAsync("""{"setups":5}"""));

        Assert.Equal(1, (await host.Configs.GetAsync("acme")).Version);
        Assert.Equal(entries, (await host.Audit.ListAsync(null, 50, null, default)).Items.Count);
    }

    [Fact]
    public async Task Writing_back_what_was_read_makes_no_version()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync("""{"setups":{"default":{"providers":{"openai":{"api_key":"sk-1","models":["gpt-4o"]}},"fallback":{"deadline":"1m"}}},"x":{"y":[1.50]}}""");

        var change = await host.PutAsync(await host.ReadAsync());

        Assert.Equal(1, change.Version);
    }

    [Fact]
    public async Task An_edit_that_breaks_a_rule_is_rejected()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(OneProvider);

        var rejected = await Assert.ThrowsAsync<ConfigRejectedException>(() => host.Configs.UpdateAsync(
            "acme", config => config with { Setups = config.Setups.Add("no good", new Setup()) }, TestHost.Admin));

        Assert.Equal("invalid_name", Assert.Single(rejected.Errors).Code);
    }

    [Fact]
    public async Task Unknown_organisations_and_versions_are_told_apart()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(OneProvider);

        await Assert.ThrowsAsync<OrganizationNotFoundException>(() => host.PutAsync(OneProvider, slug: "nobody"));
        await Assert.ThrowsAsync<OrganizationNotFoundException>(async () => await host.Configs.GetAsync("nobody"));
        await Assert.ThrowsAsync<ConfigVersionNotFoundException>(() => host.Configs.GetVersionAsync("acme", 7));
    }

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        await using var first = await TestHost.StartAsync();
        await first.CreateAsync(OneProvider);
        await first.PutAsync("""{"setups":{"default":{"providers":{"openai":{"api_key":"sk-1","models":["gpt-4o"]}}}},"mine":{"b":[1,2.50,null]}}""");

        await using var second = await TestHost.StartAsync(first.DataDirectory);

        Assert.Equal(2, (await second.Configs.GetAsync("acme")).Version);
        Assert.Equal("sk-1", (await second.SetupAsync()).Providers.Find("openai")?.ApiKey?.Reveal());
        Assert.Equal("""{"b":[1,2.50,null]}""", JsonDocument.Parse(await second.ReadAsync()).RootElement.GetProperty("mine").GetRawText());
    }
}
