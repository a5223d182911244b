using System.Text.Json;
using System.Text.Json.Nodes;
using KernelHost.Organizations;
using Xunit.Abstractions;

namespace KernelHost.Tests.Organizations.LlamaFarm;

public sealed class LlamaFarmRoundTripTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Fixtures.All];

    [Theory, MemberData(nameof(Names))]
    public void Every_pattern_comes_back_from_its_export(string name)
    {
        var imported = Files.Import(Fixtures.Text(name));

        var yaml = Files.Export(imported);

        Assert.Equal(Files.Json(imported), Files.Json(Files.Import(yaml)));
        Assert.Equal(Files.Json(imported), Files.Json(Files.Import(yaml, imported)));
        Assert.Equal(Files.Json(imported), Files.Json(Files.Import(yaml, imported, replace: true)));
    }

    [Theory, MemberData(nameof(Names))]
    public void An_import_that_changes_nothing_keeps_every_secret(string name)
    {
        var imported = Files.Import(Fixtures.Text(name));

        var again = Files.Import(Files.Export(imported), imported);

        Assert.Equal(Secrets(imported), Secrets(again));
    }

    [Fact]
    public void An_export_holds_no_secret_and_says_which_it_left_out()
    {
        var config = Files.Config("""
            {"setups": {"default": {"providers": {"openai": {"api_key": "sk-canary"}}, "knowledge_base": {"server_url": "http://kb", "api_token": "canary"},
              "mcp": {"servers": [{"name": "s", "transport": "http", "base_url": "http://m", "headers": {"Authorization": "canary"}}]}}}}
            """);
        config.Setups["default"].Unknown = new Dictionary<string, JsonElement> { ["llamafarm"] = JsonElement.Parse("""{"rag": {"api_key": "canary"}}""") };   // stored before such were refused

        var yaml = Files.Export(config);

        Assert.DoesNotContain("canary", yaml, StringComparison.Ordinal);
        foreach (var place in new[] { "x-kernelhost.providers.openai.api_key", "x-kernelhost.knowledge_base.api_token", "mcp.servers['s'].headers.Authorization", "rag.api_key" })
        {
            Assert.Contains($"#   {place}\n", yaml, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_secret_given_where_the_export_says_is_taken()
    {
        var yaml = Files.Export(Files.Config("""{"setups": {"default": {"providers": {"openai": {"api_key": "old"}}}}}"""));

        var given = Files.Import(yaml.Replace("api_key_set: true", "api_key: new", StringComparison.Ordinal));

        Assert.Equal("new", given.Default().Providers.Find("openai")!.ApiKey?.Reveal());
    }

    [Fact]
    public void Any_setup_comes_back()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 1000; round++)
        {
            var config = RandomSetups.Config(random);

            var yaml = Files.Export(config);

            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Files.Json(config)), JsonNode.Parse(Files.Json(Files.Import(yaml)))), $"round {round}\n{Files.Json(config)}\n{yaml}\n{Files.Json(Files.Import(yaml))}");
        }
    }

    private static IEnumerable<string> Secrets(OrgConfig config) =>
        ConfigSecrets.Collect(config).Values.SelectMany(holder => holder.Secrets.Select(secret => $"{holder.Path} {secret.Key} {secret.Value.Reveal()}")).Order(StringComparer.Ordinal);
}
