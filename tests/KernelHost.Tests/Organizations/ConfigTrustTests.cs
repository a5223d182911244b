using System.Text;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Security;
using KernelHost.Storage;

namespace KernelHost.Tests.Organizations;

/// <summary>Whose word the values of a config are (decision 0006).</summary>
public sealed class ConfigTrustTests
{
    private const string Inside = "http://10.0.0.5:11434";

    private const string Mixed = $$"""
        {"setups":{"default":{"providers":{
          "ollama":{"base_url":"{{Inside}}","models":["llama3"]},
          "openai":{"api_key":"${env:OPENAI_API_KEY}","models":["gpt-4o"]} } } } }
        """;

    private static readonly Actor OrgAdmin = new("key_org", Role.OrgAdmin);

    [Fact]
    public async Task What_a_system_admin_wrote_is_trusted_also_after_a_restart_and_an_org_admins_edit()
    {
        await using var first = await StartAsync(Mixed);
        await PutAsync(first, (await first.ReadAsync()).Replace("llama3", "llama4", StringComparison.Ordinal));

        await using var second = await TestHost.StartAsync(first.DataDirectory);

        Assert.All(new[] { first, second }, host => Assert.Equal(("trusted", "trusted"), Trust(host)));
        Assert.Equal(2, (await second.Configs.GetAsync("acme")).Version);
    }

    [Theory]
    [InlineData("http://10.0.0.5:11435")]
    [InlineData("https://10.0.0.5:11434")]
    [InlineData("http://10.0.0.5:11434/other")]
    [InlineData("http://10.0.0.5:11434?tenant=other")]
    [InlineData("http://10.0.0.6:11434")]
    [InlineData("http://localhost:11434")]
    public async Task An_address_an_org_admin_changes_is_held_to_the_list(string address)
    {
        await using var host = await StartAsync(Mixed);

        var refused = await Assert.ThrowsAsync<ConfigRejectedException>(() => PutAsync(host, Mixed.Replace(Inside, address, StringComparison.Ordinal)));

        Assert.Equal(("$.setups.default.providers.ollama.base_url", "upstream_not_allowed"), refused.Errors.Select(error => (error.Path, error.Code)).Single());
    }

    [Theory]
    [InlineData("HTTP://10.0.0.5:11434/")]
    [InlineData("http://0xa.0.0.5:11434")]
    [InlineData("http://10.5:11434")]
    [InlineData("http://10.0.0.5.:11434")]
    public async Task Another_spelling_of_the_same_address_is_the_same(string address)
    {
        await using var host = await StartAsync(Mixed);

        await PutAsync(host, Mixed.Replace(Inside, address, StringComparison.Ordinal));

        Assert.Equal("trusted", Trust(host).Address);
    }

    [Theory]
    [InlineData("ollama2", "ollama")]
    [InlineData("ollama", "openai-compatible")]
    public async Task Trust_belongs_to_one_provider_and_does_not_move_to_another(string name, string kind)
    {
        await using var host = await StartAsync(Mixed);
        var put = PutAsync(host, $$$"""{"setups":{"default":{"providers":{"{{{name}}}":{"kind":"{{{kind}}}","base_url":"{{{Inside}}}"} } } } }""");

        var refused = name == "ollama" ? null : await Assert.ThrowsAsync<ConfigRejectedException>(() => put);

        Assert.Equal(name == "ollama" ? null : $"$.setups.default.providers.{name}.base_url", refused?.Errors.Single().Path);
    }

    [Fact]
    public async Task A_system_admins_edit_vouches_for_what_it_changes_and_for_nothing_else()
    {
        await using var host = await StartAsync(Mixed, allowed: "*.example");
        await PutAsync(host, """
            {"setups":{"default":{"providers":{"ollama":{"base_url":"http://a.example","models":["llama3"]},"openai":{"base_url":"http://b.example","api_key":"${env:OPENAI_API_KEY}","models":["gpt-4o"]} } } } }
            """);

        await host.PutAsync((await host.ReadAsync()).Replace("http://a.example", "http://c.example", StringComparison.Ordinal).Replace("gpt-4o", "gpt-5", StringComparison.Ordinal));

        Assert.Equal(("trusted", "untrusted"), Trust(host));
        Assert.Equal(UpstreamReach.Public, Connect(host, "openai", new("sk-own"))?.Reach);
    }

    [Fact]
    public async Task A_secret_a_system_admin_sends_again_is_theirs()
    {
        await using var host = await StartAsync(Mixed);
        await PutAsync(host, Mixed.Replace("OPENAI_API_KEY", "OTHER_API_KEY", StringComparison.Ordinal));
        Assert.Equal("untrusted", Trust(host).Key);

        var left = await host.PutAsync(await host.ReadAsync());
        var again = await host.PutAsync(Mixed.Replace("OPENAI_API_KEY", "OTHER_API_KEY", StringComparison.Ordinal));

        Assert.Equal((2, 3, "trusted"), (left.Version, again.Version, Trust(host).Key));
        var entries = (await host.Audit.ListAsync("acme", 2, null, default)).Items;
        Assert.Equal("$.setups.default.providers.openai.api_key", entries[0].Data.GetProperty("trusted")[0].GetString());
        Assert.Equal("$.setups.default.providers.openai.api_key", entries[1].Data.GetProperty("no_longer_trusted")[0].GetString());
    }

    [Theory]
    [InlineData("https://api.openai.com/v2", "")]
    [InlineData("https://api.openai.com/v2", "\"api_key\":\"${env:OPENAI_API_KEY}\",")]
    [InlineData("https://api.groq.com/openai/v1", "\"api_key\":\"${env:OPENAI_API_KEY}\",")]
    public async Task A_reference_loses_its_trust_when_an_org_admin_moves_the_address(string address, string key)
    {
        await using var host = await StartAsync(Mixed);

        var change = await PutAsync(host, $$$"""{"setups":{"default":{"providers":{"openai":{"base_url":"{{{address}}}",{{{key}}}"models":["gpt-4o"]} } } } }""");

        Assert.Equal(("$.setups.default.providers.openai.api_key", "environment_not_allowed"), change.Warnings.Select(warning => (warning.Path, warning.Code)).Single());
        Assert.Null(Connect(host, "openai"));
    }

    [Fact]
    public async Task A_variable_granted_to_the_organisation_resolves_for_it_alone()
    {
        await using var host = await StartAsync(Mixed, granted: "OPENAI_*");
        await host.CreateAsync("""{"setups":{"default":{}}}""", "other");
        const string Own = """{"setups":{"default":{"providers":{"groq":{"api_key":"${env:OPENAI_API_KEY}","models":["m"]} } } } }""";

        var granted = await PutAsync(host, Own);
        var refused = await PutAsync(host, Own, "other");

        Assert.Empty(granted.Warnings);
        Assert.Equal("sk-host", Connect(host, "groq")?.Key?.Reveal());
        Assert.Contains("Security:OrganizationEnvironmentVariables:other", Assert.Single(refused.Warnings).Message, StringComparison.Ordinal);
        Assert.Null(Connect(host, "groq", slug: "other"));
    }

    [Fact]
    public async Task An_org_admins_restore_brings_no_address_back_that_was_taken_away()
    {
        await using var host = await StartAsync(Mixed);
        await host.PutAsync("""{"setups":{"default":{"providers":{"openai":{"models":["gpt-4o"]} } } } }""");

        var refused = await Assert.ThrowsAsync<ConfigRejectedException>(() => host.Configs.RestoreAsync("acme", 1, OrgAdmin));
        await host.Configs.RestoreAsync("acme", 1, TestHost.Admin);

        Assert.Contains("A system admin can restore", refused.Errors.Single().Message, StringComparison.Ordinal);
        Assert.Equal(("trusted", "trusted"), Trust(host));
    }

    [Fact]
    public async Task An_org_admins_restore_of_a_reference_is_their_own_word()
    {
        await using var host = await StartAsync(Mixed);
        await host.PutAsync((await host.ReadAsync()).Replace("\"openai\":{", "\"openai\":{\"api_key\":null,\"base_url\":\"https://api.openai.com/other\",", StringComparison.Ordinal));
        await host.PutAsync("""{"setups":{"default":{"providers":{"ollama":{"base_url":"http://10.0.0.5:11434","models":["llama3"]} } } } }""");

        var restored = await host.Configs.RestoreAsync("acme", 1, OrgAdmin);

        Assert.Equal(("trusted", "untrusted"), Trust(host));
        Assert.Equal(["secret_restored", "environment_not_allowed"], restored.Warnings.Select(warning => warning.Code));
    }

    [Theory]
    [InlineData("""{"setups":{"default":{}}}""")]
    [InlineData("""{"setups":{"default":{"providers":{"openai":{"base_url":"https://b.example","models":["gpt-4o"]} } } } }""")]
    public async Task An_org_admin_cannot_get_a_key_back_that_was_taken_away_by_removing_what_it_was_taken_from(string without)
    {
        await using var host = await StartAsync("""{"setups":{"default":{"providers":{"openai":{"base_url":"https://a.example","api_key":"sk-lent","models":["gpt-4o"]} } } } }""", allowed: "*.example");
        await host.PutAsync((await host.ReadAsync()).Replace("\"api_key_set\":true", "\"api_key\":null", StringComparison.Ordinal));
        await PutAsync(host, without);

        var restored = await host.Configs.RestoreAsync("acme", 1, OrgAdmin);

        Assert.Null((await host.SetupAsync()).Providers.Find("openai")?.ApiKey);
        Assert.Equal(["secret_withheld"], restored.Warnings.Where(warning => warning.Path.EndsWith("api_key", StringComparison.Ordinal)).Select(warning => warning.Code));
    }

    [Fact]
    public async Task An_org_admins_restore_brings_their_own_key_back()
    {
        await using var host = await StartAsync("""{"setups":{"default":{}}}""");
        await PutAsync(host, """{"setups":{"default":{"providers":{"groq":{"api_key":"sk-own","models":["m"]} } } } }""");
        await PutAsync(host, """{"setups":{"default":{}}}""");

        await host.Configs.RestoreAsync("acme", 2, OrgAdmin);

        Assert.Equal("sk-own", (await host.SetupAsync()).Providers.Find("groq")?.ApiKey?.Reveal());
    }

    [Fact]
    public async Task A_system_admins_restore_does_not_vouch_for_what_an_org_admin_wrote()
    {
        await using var host = await StartAsync("""{"setups":{"default":{}}}""", allowed: "*.example");
        await PutAsync(host, """{"setups":{"default":{"providers":{"ollama":{"base_url":"http://a.example","models":["llama3"]},"openai":{"base_url":"http://a.example","api_key":"${env:OPENAI_API_KEY}","models":["gpt-4o"]} } } } }""");
        await host.PutAsync("""{"setups":{"default":{}}}""");

        await host.Configs.RestoreAsync("acme", 2, TestHost.Admin);

        Assert.Equal(("untrusted", "untrusted"), Trust(host));
    }

    [Fact]
    public async Task An_address_that_left_the_list_is_a_warning_and_makes_its_provider_unavailable()
    {
        await using var first = await StartAsync("""{"setups":{"default":{}}}""", allowed: "a.example");
        await PutAsync(first, """{"setups":{"default":{"providers":{"ollama":{"base_url":"http://a.example","models":["llama3"]} } } } }""");
        await using var second = await TestHost.StartAsync(first.DataDirectory, Settings("b.example", null));

        var change = await PutAsync(second, (await second.ReadAsync()).Replace("llama3", "llama4", StringComparison.Ordinal));

        Assert.Equal((3, "upstream_not_allowed"), (change.Version, Assert.Single(change.Warnings).Code));
        Assert.Null(Connect(second, "ollama"));
    }

    [Theory]
    [InlineData(Role.SystemAdmin, "trusted")]
    [InlineData(Role.OrgAdmin, "untrusted")]
    public async Task A_version_from_before_is_its_writers_word(Role writer, string expected)
    {
        await using var host = await StartAsync(Mixed);
        var organization = host.Organizations.Find("acme")!;
        var stored = await host.Get<IStorage>().FindVersionAsync(organization.Id, 1, default);

        var loaded = host.Get<StoredConfigs>().Load(organization, stored! with { Trusted = null, Summary = stored.Summary with { Actor = new("k", writer) } });

        Assert.Equal((expected, expected), Trust(loaded.Config));
    }

    [Fact]
    public async Task A_new_organisation_inherits_addresses_as_trusted_as_they_are_in_the_system_organisation()
    {
        await using var host = await TestHost.StartAsync(environment: new() { ["OLLAMA_BASE_URL"] = Inside, ["OLLAMA_MODEL"] = "llama3", ["OPENAI_API_KEY"] = "sk-host" });

        await host.CreateAsync();

        Assert.Equal(("trusted", "untrusted"), Trust(host));
        Assert.Equal(("trusted", "trusted"), Trust(host, "system"));
    }

    [Fact]
    public async Task Trust_can_be_neither_sent_nor_seen()
    {
        await using var host = await StartAsync("""{"setups":{"default":{}}}""", allowed: "a.example");

        await PutAsync(host, """
            {"trusted":{"$.setups.default.providers.ollama":["address"]},"setups":{"default":{"providers":{
              "ollama":{"base_url":"http://a.example","trust":{"address":"http://a.example"},"trusted":["address"],"models":["llama3"]},"openai":{"base_url":"http://a.example"} } } } }
            """);

        Assert.Equal("untrusted", Trust(host).Address);
        Assert.DoesNotContain("\"Trust\"", await host.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_mcp_server_s_address_command_and_headers_have_trust_of_their_own()
    {
        const string Servers = """
            {"setups":{"default":{"knowledge_base":{"server_url":"http://10.0.0.9","api_token":"${env:KB_API_KEY}"},"mcp":{"servers":[
              {"name":"it's","transport":"http","base_url":"http://10.0.0.5/mcp","headers":{"Authorization":"${env:A_API_KEY}","X.Y":"${env:B_API_KEY}"} },
              {"name":"fs","transport":"stdio","command":"npx","args":["a b"],"env":{"TOKEN":"${env:C_API_KEY}"} }]} } } }
            """;
        await using var first = await StartAsync(Servers);
        await using var host = await TestHost.StartAsync(first.DataDirectory);
        Assert.Equal("address,api_token|address,headers.Authorization,headers.X.Y|address,env.TOKEN", Members(await host.SetupAsync()));

        await PutAsync(host, (await host.ReadAsync())
            .Replace("\"args\":[\"a b\"]", "\"args\":[\"a b\"],\"env\":{\"LD_PRELOAD\":\"x.so\"}", StringComparison.Ordinal)
            .Replace("\"headers_set\"", "\"headers\":{\"X.Y\":\"mine\"},\"headers_set\"", StringComparison.Ordinal));

        Assert.Equal("address,api_token|address,headers.Authorization|", Members(await host.SetupAsync()));
    }

    private static string Members(Setup setup)
    {
        var config = new OrgConfig { Setups = new OrgConfig().Setups.Add("default", setup) };
        return string.Join('|', ConfigAddresses.Collect(config).Values.OrderBy(holder => holder.Path.Contains("fs", StringComparison.Ordinal)).ThenBy(holder => holder.Path, StringComparer.Ordinal).Select(holder =>
            string.Join(',', (holder.IsTrusted ? ["address"] : Array.Empty<string>()).Concat(holder.Secrets.Where(secret => holder.Trust.CoversSecret(secret.Key, secret.Value)).Select(secret => secret.Key).Order()))));
    }

    private static async Task<TestHost> StartAsync(string config, string? allowed = null, string? granted = null)
    {
        var host = await TestHost.StartAsync(settings: Settings(allowed, granted), environment: new() { ["UNUSED"] = "x" }, configure: null);
        host.Environment["OPENAI_API_KEY"] = "sk-host";
        await host.CreateAsync(config);
        return host;
    }

    private static Dictionary<string, string?> Settings(string? allowed, string? granted)
    {
        var settings = new Dictionary<string, string?>();
        if (allowed is not null)
        {
            settings["Security:AllowedUpstreams:0"] = allowed;
        }

        if (granted is not null)
        {
            settings["Security:OrganizationEnvironmentVariables:acme:0"] = granted;
        }

        return settings;
    }

    private static Task<ConfigChange> PutAsync(TestHost host, string config, string slug = "acme") =>
        host.Configs.PutAsync(slug, Encoding.UTF8.GetBytes(config), null, false, OrgAdmin);

    /// <summary>Of the address of ollama and of the key of openai.</summary>
    private static (string Address, string Key) Trust(TestHost host, string slug = "acme") => Trust(host.Configs.GetAsync(slug).AsTask().Result.Config);

    private static (string Address, string Key) Trust(OrgConfig config)
    {
        var holders = ConfigAddresses.Collect(config);
        var openai = holders["$.setups.default.providers.openai"];
        return (Word(holders["$.setups.default.providers.ollama"].IsTrusted), Word(openai.Trust.CoversSecret("api_key", openai.Secrets.GetValueOrDefault("api_key"))));

        static string Word(bool trusted) => trusted ? "trusted" : "untrusted";
    }

    private static ProviderConnection? Connect(TestHost host, string provider, Secret? key = null, string slug = "acme")
    {
        var settings = host.SetupAsync(slug).Result.Providers.Find(provider)!;
        new ProviderConnections(host.Get<EnvironmentSecrets>(), host.Get<AllowedUpstreams>())
            .TryConnect(slug, provider, key is null ? settings : settings with { ApiKey = key }, out var connection, out _);
        return connection;
    }
}
