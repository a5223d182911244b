using System.Text;
using KernelHost.Organizations;
using KernelHost.Security;
using Microsoft.Data.Sqlite;

namespace KernelHost.Tests.Organizations;

public sealed class SecretTests
{
    private const string Canary = "sk-canary-5f2b9a";

    private const string Everywhere = $$"""
        {"setups":{"default":{
          "providers":{"openai":{"api_key":"{{Canary}}1","models":["gpt-4o"]},"groq":{"api_key":"${env:GROQ_API_KEY}","models":["g"]} },
          "knowledge_base":{"server_url":"http://kb:1/","api_token":"{{Canary}}2"},
          "mcp":{"servers":[{"name":"fs","transport":"stdio","command":"npx","env":{"TOKEN":"{{Canary}}3","OTHER":"{{Canary}}4"} },
            {"name":"db","transport":"http","base_url":"http://db/mcp","headers":{"Authorization":"{{Canary}}5"} }]} } } }
        """;

    [Fact]
    public async Task A_secret_is_shown_as_set_and_never_itself()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(Everywhere);

        var json = await host.ReadAsync();

        Assert.DoesNotContain(Canary, json, StringComparison.Ordinal);
        Assert.DoesNotContain("GROQ_API_KEY", json, StringComparison.Ordinal);
        Assert.Equal(2, json.Split("\"api_key_set\":true").Length - 1);
        Assert.Contains("\"api_token_set\":true", json, StringComparison.Ordinal);
        Assert.Contains("\"env_set\":[\"OTHER\",\"TOKEN\"]", json, StringComparison.Ordinal);
        Assert.Contains("\"headers_set\":[\"Authorization\"]", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_edit_write_back_keeps_every_secret()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(Everywhere);
        var read = await host.ReadAsync();

        await host.PutAsync(read.Replace("\"gpt-4o\"", "\"gpt-4o-mini\"", StringComparison.Ordinal));

        Assert.Equal([$"{Canary}1", "${env:GROQ_API_KEY}", $"{Canary}2", $"{Canary}4", $"{Canary}3", $"{Canary}5"], Secrets(await host.SetupAsync()));
        Assert.Equal(2, (await host.Configs.GetAsync("acme")).Version);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    public async Task Null_deletes_a_secret(string nothing)
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(Everywhere);

        await host.PutAsync($$$"""
            {"setups":{"default":{"providers":{"openai":{"api_key":{{{nothing}}},"models":["gpt-4o"]},"groq":{"models":["g"]} },
              "mcp":{"servers":[{"name":"fs","transport":"stdio","command":"npx","env":{"TOKEN":{{{nothing}}} } }]} } } }
            """);

        Assert.Equal(["${env:GROQ_API_KEY}", $"{Canary}4"], Secrets(await host.SetupAsync()));
    }

    [Theory]
    [InlineData("\"base_url\":\"https://evil.example/v1\"")]
    [InlineData("\"base_url\":\"http://api.openai.com/v1\"")]
    [InlineData("\"base_url\":\"https://api.openai.com:8443/v1\"")]
    [InlineData("\"kind\":\"anthropic\"")]
    public async Task A_key_is_cleared_when_its_host_changes_and_it_is_not_given_again(string change)
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(Everywhere);

        var answer = await host.PutAsync($$$"""{"setups":{"default":{"providers":{"openai":{"models":["gpt-4o"],{{{change}}}} } } } }""");

        Assert.Equal(("$.setups.default.providers.openai.api_key", "secret_cleared"), answer.Warnings.Select(warning => (warning.Path, warning.Code)).Single());
        Assert.Empty(Secrets(await host.SetupAsync()));
    }

    [Fact]
    public async Task A_key_given_again_with_the_new_host_counts()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(Everywhere);

        var answer = await host.PutAsync("""{"setups":{"default":{"providers":{"openai":{"api_key":"sk-new","base_url":"https://other.example/v1"}}}}}""");

        Assert.Empty(answer.Warnings);
        Assert.Equal(["sk-new"], Secrets(await host.SetupAsync()));
    }

    [Fact]
    public async Task A_path_on_the_same_host_keeps_the_key()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(Everywhere);

        await host.PutAsync("""{"setups":{"default":{"providers":{"openai":{"base_url":"https://api.openai.com/v2"}}}}}""");

        Assert.Equal([$"{Canary}1"], Secrets(await host.SetupAsync()));
    }

    [Fact]
    public async Task An_mcp_server_s_env_is_cleared_when_its_command_changes()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(Everywhere);

        var answer = await host.PutAsync("""{"setups":{"default":{"mcp":{"servers":[{"name":"fs","transport":"stdio","command":"npx","args":["evil"]}]}}}}""");

        Assert.Equal(["$.setups.default.mcp.servers['fs'].env.OTHER", "$.setups.default.mcp.servers['fs'].env.TOKEN"], answer.Warnings.Select(warning => warning.Path));
        Assert.Empty(Secrets(await host.SetupAsync()));
    }

    [Fact]
    public async Task An_edit_by_code_that_moves_a_provider_clears_its_key_too()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(Everywhere);

        var answer = await host.Configs.UpdateAsync("acme", config => Edit(config, provider => provider with { BaseUrl = "https://other.example" }), TestHost.Admin);
        var given = await host.Configs.UpdateAsync(
            "acme", config => Edit(config, provider => provider with { BaseUrl = "https://third.example", ApiKey = new("sk-3") }), TestHost.Admin);

        Assert.Equal("secret_cleared", Assert.Single(answer.Warnings).Code);
        Assert.Empty(given.Warnings);
        Assert.Equal("sk-3", given.Config.Setups["default"].Providers.Find("openai")?.ApiKey?.Reveal());
    }

    [Theory]
    [InlineData("openai2", "https://other.example", false)]
    [InlineData("openai2", "https://api.openai.com/v2", true)]
    [InlineData("openai", "http://api.openai.com/v1", false)]
    [InlineData("openai", "https://API.openai.com.:443/v1", true)]
    [InlineData("openai", "https://\u0430pi.openai.com/v1", false)]
    [InlineData("openai", "https://api.openai.com:8443/v1", false)]
    public async Task A_key_that_code_carries_along_goes_only_to_the_host_it_was_stored_with(string name, string address, bool kept)
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(Everywhere);

        var change = await host.Configs.UpdateAsync("acme", config => Edit(config, provider => provider with { Kind = "openai", BaseUrl = address }, name), TestHost.Admin);

        Assert.Equal(kept, change.Config.Setups["default"].Providers.Find(name)?.ApiKey is not null);
        Assert.Equal(kept ? [] : [$"$.setups.default.providers.{name}.api_key"], change.Warnings.Where(warning => warning.Code == "secret_cleared").Select(warning => warning.Path));
    }

    [Theory]
    [InlineData("\"command\":\"npx\",\"args\":[\"a\",\"b\"]", "\"command\":\"npx\",\"args\":[\"a b\"]")]
    [InlineData("\"command\":\"npx\",\"args\":[\"a\"]", "\"command\":\"npx a\"")]
    [InlineData("\"command\":\"npx\",\"base_url\":\"http://mcp.example\",\"transport\":\"http\"", "\"command\":\"npx\",\"base_url\":\"http://mcp.example\",\"transport\":\"stdio\"")]
    [InlineData("\"base_url\":\"http://mcp.example/a\"", "\"base_url\":\"https://mcp.example/a\"")]
    public async Task An_mcp_servers_secrets_do_not_follow_it_to_another_destination(string before, string after)
    {
        static string Server(string server, string secrets) => $$"""{"setups":{"default":{"mcp":{"servers":[{"name":"s",{{server}}{{secrets}}}]} } } }""";
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(Server(before, ",\"env\":{\"A\":\"1\"},\"headers\":{\"B\":\"2\"}"));

        var same = await host.PutAsync(Server(before, ",\"env\":{\"C\":\"3\"}"));
        var moved = await host.PutAsync(Server(after, ""));

        Assert.Empty(same.Warnings);
        Assert.Equal(["secret_cleared", "secret_cleared", "secret_cleared"], moved.Warnings.Select(warning => warning.Code).Where(code => code != "command_not_allowed"));
        Assert.Empty(Secrets(await host.SetupAsync()));
    }

    [Fact]
    public async Task A_renamed_provider_comes_without_its_key()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(Everywhere);

        await host.PutAsync("""{"setups":{"default":{"providers":{"openai2":{"kind":"openai","models":["gpt-4o"]} } } } }""");

        Assert.Empty(Secrets(await host.SetupAsync()));
    }

    [Fact]
    public async Task A_restored_address_gets_the_key_it_had_and_not_the_one_of_today()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync("""{"setups":{"default":{"providers":{"openai":{"base_url":"https://a.example","api_key":"sk-a"} } } } }""");
        await host.PutAsync("""{"setups":{"default":{"providers":{"openai":{"base_url":"https://b.example","api_key":"sk-b"} } } } }""");

        await host.Configs.RestoreAsync("acme", 1, TestHost.Admin);

        Assert.Equal(["sk-a"], Secrets(await host.SetupAsync()));
    }

    [Fact]
    public async Task No_secret_is_readable_anywhere_in_the_data_directory_the_log_or_the_audit()
    {
        await using var host = await TestHost.StartAsync();
        await host.CreateAsync(Everywhere);
        await host.PutAsync(Everywhere.Replace(Canary, Canary + "-second-", StringComparison.Ordinal));

        foreach (var file in Directory.EnumerateFiles(host.DataDirectory, "*", SearchOption.AllDirectories))
        {
            Assert.False(Contains(file, Canary), $"{file} holds a secret");
        }

        Assert.Contains(Directory.EnumerateFiles(host.DataDirectory), file => Contains(file, "\"gpt-4o\""));
        Assert.DoesNotContain(Canary, host.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, string.Join('\n', (await host.Audit.ListAsync(null, 100, null, default)).Items.Select(entry => entry.Data.GetRawText())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_without_its_key_ring_starts_and_shows_no_secret()
    {
        await using var first = await TestHost.StartAsync();
        await first.CreateAsync(Everywhere);
        Directory.Delete(first.KeyRing, recursive: true);

        await using var second = await TestHost.StartAsync(first.DataDirectory);

        Assert.Empty(Secrets(await second.SetupAsync()));
        Assert.Equal(["gpt-4o"], (await second.SetupAsync()).Providers.Find("openai")?.Models.Select(model => model.Id));
        Assert.Contains("cannot be decrypted", second.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://a.example/v1", "https://a.example/v2", "sk-a")]
    [InlineData("https://a.example/v1", "https://b.example/v1", null)]
    public async Task Whoever_writes_another_host_into_the_database_gets_no_key_sent_there(string before, string after, string? key)
    {
        await using var first = await TestHost.StartAsync();
        await first.CreateAsync($$"""{"setups":{"default":{"providers":{"openai":{"base_url":"{{before}}","api_key":"sk-a"} } } } }""");
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(first.DataDirectory, "kernelhost.db")};Pooling=False"))
        {
            await connection.OpenAsync();
            using var change = connection.CreateCommand();
            change.CommandText = $"UPDATE config_versions SET config = replace(config, '{before}', '{after}')";
            Assert.NotEqual(0, await change.ExecuteNonQueryAsync());
        }

        await using var second = await TestHost.StartAsync(first.DataDirectory);
        var provider = (await second.SetupAsync()).Providers.Find("openai");

        Assert.Equal((after, key), (provider?.BaseUrl, provider?.ApiKey?.Reveal()));
        Assert.Equal(key is null, second.Log.Text.Contains("were stored for another address", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Secrets_with_awkward_names_come_back_after_a_restart()
    {
        await using var first = await TestHost.StartAsync();
        await first.CreateAsync("""
            {"setups":{"default":{"mcp":{"servers":[{"name":"it's\n.env","transport":"stdio","command":"x","env":{"A\nB":"1","A'].B":"2","":"3"} }]} } } }
            """);

        await using var second = await TestHost.StartAsync(first.DataDirectory);

        Assert.Equal(["3", "1", "2"], Secrets(await second.SetupAsync()));
    }

    [Fact]
    public void A_secret_prints_as_stars() =>
        Assert.Equal("*** ***", $"{new Secret(Canary)} {(object)new Secret(Canary)}");

    internal static IReadOnlyList<string> Secrets(Setup setup) =>
    [
        .. setup.Providers.Where(pair => pair.Value.ApiKey is not null).Select(pair => pair.Value.ApiKey?.Reveal() ?? ""),
        .. setup.KnowledgeBase?.ApiToken is { } token ? new[] { token.Reveal() } : [],
        .. (setup.Mcp?.Servers ?? []).SelectMany(server => new[] { server.Env, server.Headers }).OfType<IReadOnlyDictionary<string, Secret>>()
            .SelectMany(secrets => secrets.OrderBy(pair => pair.Key, StringComparer.Ordinal)).Select(pair => pair.Value.Reveal()),
    ];

    private static OrgConfig Edit(OrgConfig config, Func<ProviderSettings, ProviderSettings> edit, string name = "openai") => config with
    {
        Setups = config.Setups.SetItem("default", config.Setups["default"] with
        {
            Providers = config.Setups["default"].Providers.With(name, edit(config.Setups["default"].Providers.Find("openai") ?? new())),
        }),
    };

    private static bool Contains(string file, string text)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    }
}
