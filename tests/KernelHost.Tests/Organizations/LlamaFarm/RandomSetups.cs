using System.Text;
using System.Text.Json.Nodes;
using KernelHost.Organizations;

namespace KernelHost.Tests.Organizations.LlamaFarm;

/// <summary>Valid configs with one setup, called <c>default</c>, in which anything that may be there sometimes is.</summary>
internal static class RandomSetups
{
    private static readonly string[] ProviderNames = ["openai", "openai-2", "ollama", "ollama-2", "universal", "groq", "google", "anthropic", "embedded", "vllm", "mine.x", "lemonade"];
    private static readonly string[] Kinds = [.. ProviderKinds.All.Keys];
    private static readonly string?[] Addresses = [null, "http://h:1/v1", "http://h:1/v1/", "https://api.openai.com/v1", "http://localhost:11434", "http://localhost:11434/v1", "http://localhost:11540"];
    private static readonly string[] Ids = ["a", "b/c", "llama3.1:8b", "gpt-4o"];

    public static OrgConfig Config(Random random)
    {
        while (true)
        {
            var json = new JsonObject { ["setups"] = new JsonObject { ["default"] = Setup(random) } };
            var draft = ConfigJson.Read(Encoding.UTF8.GetBytes(json.ToJsonString()));
            if (draft.Errors.IsEmpty)
            {
                return draft.Config;
            }
        }
    }

    private static JsonObject Setup(Random random)
    {
        var providers = Some(random, ProviderNames).ToDictionary(name => name, _ => (JsonNode?)Provider(random));
        var prompts = Some(random, ["p", "q", "yes"]);
        var servers = Some(random, ["s", "t"]);
        string[] used = providers.Count == 0 ? ["openai"] : [.. providers.Keys];
        JsonObject setup = new()
        {
            ["providers"] = new JsonObject(providers),
            ["models"] = new JsonArray([.. Some(random, ["m", "fast", "default", "no", "with space"]).Select(name => (JsonNode)Model(random, name, used, prompts, servers))]),
            ["prompts"] = new JsonArray([.. prompts.Select(name => (JsonNode)Prompt(random, name))]),
            ["mcp"] = new JsonObject { ["servers"] = new JsonArray([.. servers.Select(name => (JsonNode)new JsonObject { ["name"] = name, ["transport"] = "stdio", ["command"] = "c", ["zz"] = RandomJson.Anything(random, 2) })]) },
        };
        Maybe(random, setup, "name", () => RandomJson.Text(random));
        Maybe(random, setup, "is_default", () => random.Next(2) == 0);
        Maybe(random, setup, "global_default_model", () => Reference(random, used));
        Maybe(random, setup, "small_fast_model", () => Reference(random, used));
        Maybe(random, setup, "default_models_by_type", () => new JsonObject { ["TTS"] = Reference(random, used) });
        Maybe(random, setup, "fallback", () => new JsonObject { ["enabled"] = random.Next(2) == 0, ["models"] = new JsonArray(Reference(random, used)), ["zz"] = RandomJson.Anything(random, 2) });
        Maybe(random, setup, "routes", () => new JsonObject { ["auto"] = Route(random) });
        Maybe(random, setup, "knowledge_base", () => new JsonObject { ["server_url"] = "http://kb" });
        Maybe(random, setup, "llamafarm", () => new[] { RandomJson.Anything(random, 3), new JsonObject { ["namespace"] = RandomJson.Anything(random, 1), ["rag"] = RandomJson.Anything(random, 3), ["runtime"] = RandomJson.Anything(random, 2) } }[random.Next(2)]);
        Maybe(random, setup, "zz " + RandomJson.Text(random), () => RandomJson.Anything(random, 3));
        return setup;
    }

    private static JsonObject Route(Random random)
    {
        var route = new JsonObject { ["rules"] = new JsonArray(new JsonObject { ["name"] = "r", ["when"] = new JsonObject { ["max_tokens"] = random.Next(100) }, ["use"] = "small-fast", ["zz"] = RandomJson.Anything(random, 2) }) };
        Maybe(random, route, "otherwise", () => "default");
        Maybe(random, route, "serves_default", () => random.Next(2) == 0);
        Maybe(random, route, "zz", () => RandomJson.Anything(random, 2));
        return route;
    }

    private static JsonObject Provider(Random random)
    {
        var provider = new JsonObject { ["kind"] = Kinds[random.Next(Kinds.Length)], ["models"] = new JsonArray([.. Some(random, Ids).Select(id => (JsonNode?)id)]) };
        Maybe(random, provider, "base_url", () => Addresses[random.Next(Addresses.Length)]);
        Maybe(random, provider, "enabled", () => random.Next(2) == 0);
        Maybe(random, provider, "api_key", () => "sk-secret");
        Maybe(random, provider, "default_model", () => RandomJson.Text(random));
        Maybe(random, provider, "timeouts", () => new JsonObject { ["idle"] = "5s" });
        Maybe(random, provider, "zz", () => RandomJson.Anything(random, 2));
        return provider;
    }

    private static JsonObject Model(Random random, string name, string[] providers, string[] prompts, string[] servers)
    {
        var model = new JsonObject { ["name"] = name, ["provider"] = providers[random.Next(providers.Length)], ["model"] = Ids[random.Next(Ids.Length)], ["default"] = name == "default" || random.Next(4) == 0 };
        Maybe(random, model, "description", () => RandomJson.Text(random));
        Maybe(random, model, "prompt", () => prompts.Length == 0 ? "" : prompts[0]);
        Maybe(random, model, "prompts", () => new JsonArray([.. Some(random, prompts).Select(one => (JsonNode?)one)]));
        Maybe(random, model, "mcp_servers", () => new JsonArray([.. Some(random, servers).Select(one => (JsonNode?)one)]));
        Maybe(random, model, "model_api_parameters", () => new JsonObject { ["temperature"] = 0.5, ["zz"] = RandomJson.Anything(random, 2) });
        Maybe(random, model, "extra_body", () => new JsonObject { ["zz"] = RandomJson.Anything(random, 2) });
        Maybe(random, model, "lemonade", () => RandomJson.Anything(random, 1));
        Maybe(random, model, "base_url", () => RandomJson.Anything(random, 1));
        Maybe(random, model, "enabled", () => RandomJson.Anything(random, 1));
        Maybe(random, model, "zz", () => RandomJson.Anything(random, 2));
        return model;
    }

    private static JsonObject Prompt(Random random, string name) =>
        new JsonObject { ["name"] = name, ["messages"] = new JsonArray(new JsonObject { ["role"] = "system", ["content"] = RandomJson.Text(random), ["tool_call_id"] = RandomJson.Anything(random, 1) }) };

    private static JsonObject Reference(Random random, string[] providers) =>
        new() { ["provider"] = providers[random.Next(providers.Length)], ["model"] = Ids[random.Next(Ids.Length)] };

    private static string[] Some(Random random, string[] all) => [.. all.Where(_ => random.Next(3) == 0).OrderBy(_ => random.Next())];

    private static void Maybe(Random random, JsonObject json, string name, Func<JsonNode?> value)
    {
        if (random.Next(3) == 0)
        {
            json[name] = value();
        }
    }
}
