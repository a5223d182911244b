using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using KernelHost.Organizations;
using Xunit.Abstractions;

namespace KernelHost.Tests.Organizations;

public sealed class ConfigRoundTripTests(ITestOutputHelper output)
{
    // Every object of the contract's example, each with something in it, none with a secret or an explicit default.
    private const string Full = """
        {
          "version": "1.0",
          "setups": { "default": {
            "name": "Default Setup", "is_default": true,
            "global_default_model": { "provider": "openai", "model": "gpt-4o" },
            "small_fast_model": { "provider": "ollama", "model": "llama3.2:latest" },
            "default_models_by_type": { "EMBEDDING": { "provider": "openai", "model": "e" }, "TTS": { "provider": "openai", "model": "t" } },
            "providers": {
              "openai": { "enabled": true, "base_url": "https://api.openai.com/v1", "default_model": "gpt-4o",
                "models": ["gpt-4o", { "id": "e", "type": "EMBEDDING" }, { "id": "t", "type": "TTS", "voice": "x" }],
                "timeouts": { "connect": "10s", "first_token": "30s", "idle": "300ms", "total": "5m" } },
              "ollama": { "enabled": false, "models": ["llama3.2:latest"] } },
            "models": [ { "name": "coder", "description": "d", "provider": "ollama", "model": "c", "default": false, "prompts": ["coder"],
              "model_api_parameters": { "temperature": 0.2, "max_tokens": 4096, "stop": null, "x": { "y": [1.50, 1e3] } }, "mcp_servers": [] } ],
            "prompts": [ { "name": "coder", "messages": [ { "role": "system", "content": "“Ünïcode” <b> & 🚀" } ] } ],
            "mcp": { "servers": [ { "name": "filesystem", "transport": "stdio", "command": "npx", "args": ["-y"] },
              { "name": "database", "transport": "http", "base_url": "http://localhost/mcp" } ] },
            "fallback": { "enabled": true, "models": [ { "provider": "ollama", "model": "l" } ], "triggers": ["rate_limit"], "revert_after": "30s",
              "deadline": "2m", "delivery": "assured", "on_unknown_model": "reject" },
            "knowledge_base": { "server_url": "http://localhost:9090" } } },
          "assistant_defaults": { "prompt_template": "p", "system_prompt": "s", "connector": "openai", "llm": "gpt-4o" },
          "features": { "rag_enabled": true, "mcp_enabled": false },
          "limits": { "usage": { "tokens_per_month": 1000000, "max_assistants": 100, "max_assistants_per_user": 10, "storage_gb": 1.5 } }
        }
        """;

    [Fact]
    public void The_contract_s_example_comes_back_as_it_was_written() => AssertRoundTrip(JsonNode.Parse(Full)?.ToJsonString() ?? "");

    [Fact]
    public void Unknown_members_survive_at_every_level()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        for (var round = 0; round < 100; round++)
        {
            var config = JsonNode.Parse(Full) ?? throw new InvalidOperationException();
            Sprinkle(config, random, "$");
            AssertRoundTrip(config.ToJsonString());
        }
    }

    [Fact]
    public void Numbers_keep_their_digits()
    {
        const string Numbers = """{"big":123456789012345678901234567890,"exact":1.50,"exp":1E+400}""";

        var written = Encoding.UTF8.GetString(ConfigJson.WritePublic(ConfigJson.Parse(Encoding.UTF8.GetBytes($$"""{"setups":{},"x":{{Numbers}}}""")).Config));

        Assert.Contains(Numbers, written, StringComparison.Ordinal);
    }

    [Fact]
    public void Providers_and_models_keep_their_order()
    {
        var setup = ConfigJson.Parse("""{"setups":{"d":{"providers":{"zeta":{"kind":"ollama","models":["z","a"]},"alpha":{"kind":"ollama"},"mid":{"kind":"ollama"}}}}}"""u8.ToArray())
            .Config.Setups["d"];

        Assert.Equal(["zeta", "alpha", "mid"], setup.Providers.Select(pair => pair.Key));
        Assert.Equal(["z", "a"], setup.Providers.Find("zeta")?.Models.Select(model => model.Id));
    }

    [Fact]
    public void One_config_is_always_the_same_text()
    {
        // A hash of a text is another one in every process: enough names for their order to show it.
        var names = Enumerable.Range(0, 40).Select(number => $"\"n{number:00}\":{number}").ToArray();
        var json = """{"setups":{"d":{"providers":{"ollama":{}},"plugins":{"P":{"settings":{SETTINGS}}}}}}""".Replace("SETTINGS", string.Join(',', names.Reverse()), StringComparison.Ordinal);

        var written = Encoding.UTF8.GetString(ConfigJson.WritePublic(ConfigJson.Parse(Encoding.UTF8.GetBytes(json)).Config));

        Assert.Contains("{" + string.Join(',', names) + "}", written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("""{"mcp_servers":null}""", "{}")]
    [InlineData("""{"mcp_servers":[]}""", """{"mcp_servers":[]}""")]
    public void Absent_and_empty_are_told_apart_where_they_mean_different_things(string written, string expected)
    {
        var json = $$$"""{"setups":{"d":{"providers":{"ollama":{} },"models":[{"name":"n","provider":"ollama","model":"m"{{{(written == "{}" ? "" : "," + written[1..^1])}}}}]} } }""";

        var read = ConfigJson.Parse(Encoding.UTF8.GetBytes(json)).Config.Setups["d"].Models[0].McpServers;

        Assert.Equal(expected == "{}", read is null);
    }

    private static void AssertRoundTrip(string json)
    {
        var written = ConfigJson.WritePublic(ConfigJson.Parse(Encoding.UTF8.GetBytes(json)).Config);
        var again = ConfigJson.WritePublic(ConfigJson.ReadStored(written));

        using var expected = JsonDocument.Parse(json);
        using var actual = JsonDocument.Parse(again);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, actual.RootElement), $"{json}\n{Encoding.UTF8.GetString(again)}");
    }

    /// <summary>Adds an unknown member to about every other object whose members are the contract's.</summary>
    private static void Sprinkle(JsonNode node, Random random, string path)
    {
        foreach (var (key, child) in Children(node).ToArray())
        {
            Sprinkle(child, random, $"{path}.{key}");
        }

        var isMap = path is "$.setups" || path.EndsWith(".providers", StringComparison.Ordinal) || path.EndsWith(".default_models_by_type", StringComparison.Ordinal);
        if (node is JsonObject members && !isMap && random.Next(2) == 0)
        {
            members[$"zz-unknown {random.Next()}"] = Anything(random, 3);
        }
    }

    private static IEnumerable<(string Key, JsonNode Node)> Children(JsonNode node) => node switch
    {
        JsonObject members => members.Where(pair => pair.Value is not null).Select(pair => (pair.Key, pair.Value!)),
        JsonArray items => items.OfType<JsonNode>().Select((item, index) => ($"{index}", item)),
        _ => [],
    };

    private static JsonNode? Anything(Random random, int depth) => random.Next(depth > 0 ? 7 : 5) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.NextDouble() * 1e6,
        3 => random.NextInt64(),
        4 => new string([.. Enumerable.Range(0, random.Next(8)).Select(_ => (char)random.Next(' ', 0x2FFF))]),
        5 => new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(_ => Anything(random, depth - 1))]),
        _ => new JsonObject(Enumerable.Range(0, random.Next(3)).Select(index => KeyValuePair.Create($"k{index}", Anything(random, depth - 1)))),
    };
}
