using System.Text.Json;
using KernelHost.Organizations;

namespace KernelHost.Tests.Organizations.LlamaFarm;

public sealed class LlamaFarmImportTests
{
    [Fact]
    public void Models_with_the_same_server_and_key_share_a_provider()
    {
        var setup = Files.Import("""
            runtime:
              models:
                - {name: a, provider: openai, model: gpt-4o, api_key: k1}
                - {name: b, provider: openai, model: gpt-4o-mini, api_key: k1, base_url: https://api.openai.com/v1/}
                - {name: c, provider: openai, model: gpt-4o, api_key: k2}
                - {name: d, provider: openai, model: m, base_url: "http://vllm:8000/v1", api_key: k1}
                - {name: e, provider: openai, model: gpt-4o}
                - {name: f, provider: lemonade, model: g, lemonade: {backend: onnx}}
                - {name: g, provider: universal, model: u, base_url: "http://gpu:11540"}
            """).Default();

        Assert.Equal(["openai", "openai", "openai-2", "openai-vllm-8000", "openai-3", "lemonade", "universal-gpu-11540"], setup.Models.Select(model => model.Provider));
        Assert.Equal(["k1", "k2", "k1", null, null, null], setup.Providers.Select(pair => pair.Value.ApiKey?.Reveal()));
        Assert.Equal(["gpt-4o", "gpt-4o-mini"], setup.Providers.Find("openai")!.Models.Select(model => model.Id));
        Assert.Equal(("openai-compatible", "http://vllm:8000/v1"), (setup.Providers.Find("openai-vllm-8000")!.Kind, setup.Providers.Find("openai-vllm-8000")!.BaseUrl));
        Assert.Equal("http://gpu:11540/v1", setup.Providers.Find("universal-gpu-11540")!.BaseUrl);
    }

    [Fact]
    public void A_file_that_is_imported_again_finds_its_providers_even_in_another_order_or_with_a_new_key()
    {
        const string A = "{name: a, provider: openai, model: x, api_key: k1}", B = "{name: b, provider: openai, model: y, api_key: k2}";
        var first = Files.Import($"runtime: {{models: [{A}, {B}]}}");

        var swapped = Files.Import($"runtime: {{models: [{B}, {A}]}}", first).Default();
        var rotated = Files.Import($"runtime: {{models: [{A.Replace("k1", "k3", StringComparison.Ordinal)}, {B}]}}", first).Default();

        Assert.Equal(["openai-2", "openai"], swapped.Models.Select(model => model.Provider));
        Assert.Equal(["k3", "k2"], rotated.Providers.Select(pair => pair.Value.ApiKey?.Reveal()));
    }

    [Fact]
    public void What_the_file_does_not_speak_of_stays()
    {
        var today = Files.Config("""
            {"setups": {"default": {"providers": {"openai": {"base_url": "https://proxy.example.org/v1", "api_key": "theirs", "models": ["m"]}, "ollama": {"models": ["old"], "timeouts": {"idle": "5s"}}},
              "small_fast_model": {"provider": "openai", "model": "m"}, "global_default_model": {"provider": "openai", "model": "m"}, "fallback": {"delivery": "assured"},
              "prompts": [{"name": "p", "messages": []}], "models": [{"name": "gone", "provider": "openai", "model": "m"}]}, "other": {"name": "Other"}}, "features": {"rag_enabled": true}}
            """);

        var config = Files.Import("""
            runtime:
              models:
                - {name: a, provider: openai, model: gpt-4o, api_key: mine}
                - {name: b, provider: ollama, model: new, prompts: [p]}
            """, today);

        var setup = config.Default();
        Assert.Equal(("theirs", "https://proxy.example.org/v1"), (setup.Providers.Find("openai")!.ApiKey?.Reveal(), setup.Providers.Find("openai")!.BaseUrl));
        Assert.Equal(["old", "new"], setup.Providers.Find("ollama")!.Models.Select(model => model.Id));
        Assert.Equal(new("openai", "m"), setup.SmallFastModel);
        Assert.Equal(new("openai-2", "gpt-4o"), setup.GlobalDefaultModel);
        Assert.Equal(Delivery.Assured, setup.Fallback.Delivery);
        Assert.Equal(["a", "b"], setup.Models.Select(model => model.Name));
        Assert.Equal("Other", config.Setups["other"].Name);
        Assert.True(config.Features!.RagEnabled);
    }

    [Fact]
    public void Replacing_leaves_only_what_the_file_says_and_the_keys_of_the_same_servers()
    {
        var today = Files.Config("""{"setups": {"default": {"providers": {"openai": {"api_key": "k", "models": ["m"]}, "ollama": {}}, "small_fast_model": {"provider": "openai", "model": "m"}}}}""");

        var setup = Files.Import("runtime: {models: [{name: a, provider: openai, model: gpt-4o}]}", today, replace: true).Default();

        Assert.Equal("openai", Assert.Single(setup.Providers).Key);
        Assert.Equal("k", setup.Providers.Find("openai")!.ApiKey?.Reveal());
        Assert.Null(setup.SmallFastModel);
    }

    [Theory]
    [InlineData("default_model: b", "b")]
    [InlineData("x: 1", "a")]
    public void The_default_is_the_one_named_or_the_first(string said, string expected)
    {
        var setup = Files.Import($"runtime:\n  {said}\n  models: [{{name: a, provider: ollama, model: x}}, {{name: b, provider: ollama, model: y}}]").Default();

        Assert.Equal(expected, Assert.Single(setup.Models, model => model.Default).Name);
        Assert.Equal(setup.GlobalDefaultModel, new("ollama", expected == "a" ? "x" : "y"));
    }

    [Fact]
    public void Two_different_defaults_are_refused() => Assert.Equal(
        ["$.runtime.models[0].default conflicting_default"],
        Files.Errors("runtime: {default_model: b, models: [{name: a, provider: ollama, model: x, default: true}, {name: b, provider: ollama, model: y}]}"));

    [Fact]
    public void Every_error_is_told_at_its_place_in_the_file() => Assert.Equal(
        [
            "$.mcp.servers[0].transport unknown_transport", "$.prompts[0].messages wrong_type", "$.runtime.default_model unknown_model",
            "$.runtime.models[0].base_url invalid_url", "$.runtime.models[1].provider unknown_provider_kind", "$.runtime.models[2].model missing_member",
            "$.runtime.models[2].provider wrong_type", "$.version unsupported_version", "$.x-kernelhost.fallback.triggers[0] unknown_trigger", "$.x-kernelhost.providers.p.kind unknown_provider_kind",
        ],
        Files.Errors("""
            version: v9
            prompts: [{name: p, messages: none}]
            mcp: {servers: [{name: s, transport: telepathy}]}
            runtime:
              default_model: nobody
              models:
                - {name: a, provider: openai, model: m, base_url: "ftp://x"}
                - {name: b, provider: olama, model: m}
                - {name: c, provider: 7}
            x-kernelhost:
              fallback: {triggers: [never]}
              providers: {p: {kind: nothing}}
            """).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("", "$ wrong_type")]
    [InlineData("[]", "$ wrong_type")]
    [InlineData("runtime: 3", "$.runtime wrong_type")]
    [InlineData("runtime: {models: x}", "$.runtime.models wrong_type")]
    [InlineData("runtime: {models: [x]}", "$.runtime.models[0] wrong_type")]
    [InlineData("runtime: {models: {a: {provider: ollama}}}", "$.runtime.models.a.model missing_member")]
    [InlineData("runtime: {provider: ollama}", "$.runtime.model missing_member")]
    [InlineData("runtime: {models: [{name: a, provider: ollama, model: m, default: yes}]}", "$.runtime.models[0].default wrong_type")]
    [InlineData("runtime: {models: [{name: a, provider: ollama, model: m, prompt: nowhere}]}", "$.runtime.models[0].prompt unknown_prompt")]
    [InlineData("runtime: {models: [{name: a, provider: ollama, model: m, mcp_servers: [nowhere]}]}", "$.runtime.models[0].mcp_servers unknown_mcp_server")]
    [InlineData("runtime: {models: [{name: a, provider: ollama, model: m, extra_body: {model: n}}]}", "$.runtime.models[0].extra_body.model reserved_member")]
    [InlineData("runtime: {models: [{name: a, provider: ollama, model: m, api_key: 12}]}", "$.runtime.models[0].api_key wrong_type")]
    [InlineData("runtime: {models: [{name: default, provider: ollama, model: m}, {name: b, provider: ollama, model: n, default: true}]}", "$.runtime.models[0].name invalid_name")]
    public void What_is_wrong_is_told(string yaml, string error) => Assert.Equal([error], Files.Errors(yaml));

    [Fact]
    public void A_file_has_a_thousand_models_at_most()
    {
        var models = string.Join(", ", Enumerable.Range(0, 1000).Select(index => $"{{name: m{index}, provider: openai, model: x, api_key: k{index}, base_url: 'http://h/v{index % 10}'}}"));

        Assert.Equal(1000, Files.Import($"runtime: {{models: [{models}]}}").Default().Providers.Count);
        Assert.Equal(["$.runtime.models too_many"], Files.Errors($"runtime: {{models: [{models}, {{name: one}}]}}"));
    }

    [Fact]
    public void Prompts_are_chosen_by_name_or_list_and_are_all_used_otherwise()
    {
        var models = Files.Import("""
            prompts: [{name: one, messages: []}, {name: two, messages: []}]
            runtime:
              models:
                - {name: all, provider: ollama, model: m}
                - {name: empty, provider: ollama, model: m, prompts: []}
                - {name: single, provider: ollama, model: m, prompt: two}
                - {name: list, provider: ollama, model: m, prompts: [two, one]}
            """).Default().Models;

        Assert.Equal(["one,two", "one,two", "two", "two,one"], models.Select(model => string.Join(',', model.PromptNames)));
    }

    [Fact]
    public void Mcp_servers_tell_absent_from_none()
    {
        var models = Files.Import("""
            mcp: {servers: [{name: s, transport: stdio, command: x, env: {A: b}}]}
            runtime: {models: [{name: all, provider: ollama, model: m}, {name: none, provider: ollama, model: m, mcp_servers: []}, {name: some, provider: ollama, model: m, mcp_servers: [s]}]}
            """).Default();

        Assert.Equal("b", models.Mcp!.Servers[0].Env!["A"].Reveal());
        Assert.Equal([null, 0, 1], models.Models.Select(model => model.McpServers?.Length));
    }

    [Fact]
    public void The_older_form_is_one_model_called_default()
    {
        var setup = Files.Import(Fixtures.Text("single-model")).Default();

        var model = Assert.Single(setup.Models);
        Assert.Equal(("default", true, "gpt-4o-mini", "tools"), (model.Name, model.Default, model.Model, model.Unknown!["instructor_mode"].GetString()));
        Assert.Equal("""{"namespace":"default","rag":{"databases":[{"name":"main","type":"ChromaStore","config":{"collection":"documents"}}]},"datasets":[]}""", setup.Unknown!["llamafarm"].GetRawText());
    }

    [Fact]
    public void A_model_that_names_no_model_is_another_manner_of_the_default()
    {
        var today = Files.Config("""{"setups": {"default": {"providers": {"ollama": {"models": ["m"]}}, "global_default_model": {"provider": "ollama", "model": "m"}}}}""");

        var byDefault = Files.Import("runtime: {models: [{name: polite, model_api_parameters: {temperature: 0}}]}", today).Default().Models[0];
        var byRuntime = Files.Import("runtime: {provider: openai, model: r, models: [{name: polite}]}").Default().Models[0];

        Assert.Equal(("ollama", "m"), (byDefault.Provider, byDefault.Model));
        Assert.Equal(("openai", "r"), (byRuntime.Provider, byRuntime.Model));
        Assert.Equal(["$.runtime.models[0].provider missing_member", "$.runtime.models[0].model missing_member"], Files.Errors("runtime: {models: [{name: polite}]}"));
    }

    [Fact]
    public void References_to_the_environment_stay_text_and_nulls_mean_absent()
    {
        var setup = Files.Import("runtime: {models: [{name: a, provider: openai, model: m, api_key: '${env:X_API_KEY}', base_url: null, prompt: null, mcp_servers: null, instructor_mode: null}]}").Default();

        Assert.Equal("${env:X_API_KEY}", setup.Providers.Find("openai")!.ApiKey?.Reveal());
        Assert.Null(setup.Models[0].McpServers);
    }

    [Fact]
    public void Secrets_in_parts_that_are_only_kept_are_left_out_and_said()
    {
        var (config, warnings, _) = Files.Read("""
            rag: {databases: [{config: {api_key: sk-canary, token: "${env:HF_TOKEN}", max_tokens: 5, eos_token: "</s>", url: "http://u:canary@h/"}}]}
            runtime: {models: [{name: a, provider: ollama, model: m, provider_config: {password: canary}}]}
            """);

        Assert.DoesNotContain("canary", Files.Json(config), StringComparison.Ordinal);
        Assert.Contains("""{"token":"${env:HF_TOKEN}","max_tokens":5,"eos_token":"</s>"}""", Files.Json(config), StringComparison.Ordinal);
        Assert.Equal(
            ["$.rag.databases[0].config.api_key secret_dropped", "$.rag.databases[0].config.url secret_dropped", "$.runtime.models[0].provider_config.password secret_dropped"],
            warnings.Select(warning => $"{warning.Path} {warning.Code}"));
    }

    [Fact]
    public void Parameters_and_extra_body_keep_their_values()
    {
        var model = Files.Import(Fixtures.Text("per-provider")).Default().Models[3];

        Assert.Equal("""{"a":[1,"two"]}""", model.ExtraBody!["nested"].GetRawText());
        Assert.Equal((JsonValueKind.True, 8192), (model.ExtraBody["flash_attn"].ValueKind, model.ExtraBody["n_ctx"].GetInt32()));
    }
}
