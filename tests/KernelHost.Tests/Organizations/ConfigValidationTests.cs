using System.Collections.Immutable;
using System.Text;
using KernelHost.Organizations;

namespace KernelHost.Tests.Organizations;

public sealed class ConfigValidationTests
{
    [Theory]
    [InlineData("""{"providers": {"openai": {"api_key": "sk-1\r\nX-Admin: yes"}}}""", "providers.openai.api_key")]
    [InlineData("""{"providers": {"openai": {"api_key": "sk-ключ"}}}""", "providers.openai.api_key")]
    [InlineData("""{"knowledge_base": {"server_url": "http://kb", "api_token": "a\nb"}}""", "knowledge_base.api_token")]
    [InlineData("""{"mcp": {"servers": [{"name": "s", "transport": "http", "base_url": "http://m", "headers": {"X": "a\u0000"}}]}}""", "mcp.servers[0].headers.X")]
    public void A_secret_that_no_header_can_carry_is_refused(string setup, string path) =>
        Assert.Equal([$"$.setups.one.{path} invalid_secret"], Reject($$$"""{"setups": {"one": {{{setup}}} } }""").Select(error => $"{error.Path} {error.Code}"));

    [Theory]
    [InlineData("temperature", "1e308")]
    [InlineData("temperature", "\"hot\"")]
    [InlineData("max_tokens", "1e30")]
    [InlineData("seed", "1.5")]
    [InlineData("stop", "5")]
    public void A_parameter_of_a_named_model_that_could_not_be_sent_on_is_refused(string name, string value) =>
        Assert.Equal([$"$.setups.one.models[0].model_api_parameters.{name} wrong_type"], Reject($$$"""
            {"setups": {"one": {"providers": {"openai": {"models": ["x"]}},
              "models": [{"name": "m", "provider": "openai", "model": "x", "model_api_parameters": {"{{{name}}}": {{{value}}} } }] } } }
            """).Select(error => $"{error.Path} {error.Code}"));

    [Theory]
    [InlineData("0.0001ms")]
    [InlineData("0.00000001s")]
    [InlineData("0s")]
    [InlineData("25h")]
    public void A_duration_that_no_timer_can_keep_is_refused(string duration) =>
        Assert.Single(Reject($$$"""{"setups": {"one": {"fallback": {"deadline": "{{{duration}}}"} } } }"""));

    [Theory]
    [InlineData("""{"setups": {"one": {"name": "\ud800"}}}""")]
    [InlineData("""{"setups": {"one": {"\ud800": 1}}}""")]
    [InlineData("""{"x": "\ud800"}""")]
    [InlineData("""{"x": {"\ud800": 1}}""")]
    [InlineData("""{"limits": {"usage": {"storage_gb": 1e400}}}""")]
    public void Text_that_is_no_text_and_numbers_that_are_none_are_refused(string config) => Assert.NotEmpty(Reject(config));

    [Fact]
    public void Every_error_is_found_at_once_with_its_path()
    {
        var errors = Reject("""
            {
              "version": "9.0",
              "setups": {
                "a b": {},
                "one": {
                  "is_default": "yes",
                  "providers": {
                    "openai": { "enabled": 1, "models": ["x", "x", 5], "timeouts": { "total": "soon" } },
                    "mystery": { "models": "gpt" },
                    "vllm": { "kind": "openai-compatible" },
                    "groq": { "base_url": "ftp://x" },
                    "google": { "base_url": "https://me:secret@host/" }
                  },
                  "models": [
                    { "name": "m", "provider": "nowhere", "model": "x" },
                    { "name": "m", "provider": "openai", "model": "x", "prompt": "gone" },
                    { "provider": "openai", "model": "x" }
                  ],
                  "prompts": [ { "name": "p" }, { "name": "p", "messages": [ { "role": "system" } ] } ],
                  "mcp": { "servers": [ { "name": "s", "transport": "carrier-pigeon" }, { "name": "s", "transport": "http" } ] },
                  "fallback": { "triggers": ["rate_limit", "timeuot"], "deadline": 5, "on_unknown_model": "shrug", "delivery": 1 },
                  "default_models_by_type": { "EMBEDING": { "provider": "openai", "model": "x" } }
                }
              },
              "features": [],
              "limits": { "usage": { "max_assistants": -1, "tokens_per_month": 1.5 } }
            }
            """);

        Assert.Equal(
        [
            "$.features wrong_type",
            "$.limits.usage.max_assistants out_of_range",
            "$.limits.usage.tokens_per_month wrong_type",
            "$.setups.one.default_models_by_type.EMBEDING unknown_model_type",
            "$.setups.one.fallback.deadline wrong_type",
            "$.setups.one.fallback.delivery wrong_type",
            "$.setups.one.fallback.on_unknown_model wrong_type",
            "$.setups.one.fallback.triggers[1] unknown_trigger",
            "$.setups.one.is_default wrong_type",
            "$.setups.one.mcp.servers[0].transport unknown_transport",
            "$.setups.one.mcp.servers[1] duplicate_name",
            "$.setups.one.mcp.servers[1].base_url missing_base_url",
            "$.setups.one.models[0].provider unknown_provider",
            "$.setups.one.models[1] duplicate_name",
            "$.setups.one.models[1].prompt unknown_prompt",
            "$.setups.one.models[2].name missing_member",
            "$.setups.one.prompts[1] duplicate_name",
            "$.setups.one.prompts[1].messages[0].content missing_member",
            "$.setups.one.providers.google.base_url invalid_url",
            "$.setups.one.providers.groq.base_url invalid_url",
            "$.setups.one.providers.mystery.kind unknown_provider_kind",
            "$.setups.one.providers.mystery.models wrong_type",
            "$.setups.one.providers.openai.enabled wrong_type",
            "$.setups.one.providers.openai.models[1] duplicate_model",
            "$.setups.one.providers.openai.models[2] wrong_type",
            "$.setups.one.providers.openai.timeouts.total wrong_type",
            "$.setups.one.providers.vllm.base_url missing_base_url",
            "$.setups['a b'] invalid_name",
            "$.version unsupported_version",
        ], errors.Select(error => $"{error.Path} {error.Code}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"setups":{"a":{"rag":{"key":"title","reranker":"hf-internal-testing/tiny-2"}}}}""")]
    [InlineData("""{"setups":{"a":{"note":"sk-learn 1.5 is a library"}}}""")]
    public void What_only_resembles_a_secret_is_kept(string json) =>
        Assert.Empty(ConfigJson.Parse(Encoding.UTF8.GetBytes(json)).Warnings);

    [Theory]
    [InlineData("""{"setups":{"a":{},"a":{}}}""", "$.setups.a", "duplicate_name")]
    [InlineData("""{"setups":{"a":{"providers":{"ollama":{},"ollama":{}}}}}""", "$.setups.a.providers.ollama", "duplicate_name")]
    [InlineData("""{"setups":{"a":{"is_default":true},"b":{"is_default":true}}}""", "$.setups.b.is_default", "duplicate_default")]
    [InlineData("""{"setups":{"a":{"providers":{"ollama":{"api_keys":"sk-x"}}}}}""", "$.setups.a.providers.ollama.api_keys", "misspelt_secret")]
    [InlineData("""{"setups":{"a":{"providers":{"ollama":{"token":"x"}}}}}""", "$.setups.a.providers.ollama.token", "misspelt_secret")]
    [InlineData("""{"setups":{"a":{"providers":{"ollama":{"key":"x"}}}}}""", "$.setups.a.providers.ollama.key", "misspelt_secret")]
    [InlineData("""{"setups":{"a":{"providers":{"ollama":{"openai_key":"x"}}}}}""", "$.setups.a.providers.ollama.openai_key", "misspelt_secret")]
    [InlineData("""{"setups":{"a":{"providers":{"ollama":{"bearer_text":"x"}}}}}""", "$.setups.a.providers.ollama.bearer_text", "misspelt_secret")]
    [InlineData("""{"setups":{"a":{"knowledge_base":{"pass":"x"}}}}""", "$.setups.a.knowledge_base.pass", "misspelt_secret")]
    [InlineData("""{"setups":{"a":{"note":["sk-proj-abcdefgh12345678"]}}}""", "$.setups.a.note[0]", "misspelt_secret")]
    [InlineData("""{"setups":{"a":{"knowledge_base":{"api-key":"x"}}}}""", "$.setups.a.knowledge_base.api-key", "misspelt_secret")]
    [InlineData("""{"setups":{"a":{"rag":{"stores":[{"config":{"client_secret":"x"}}]}}}}""", "$.setups.a.rag.stores[0].config.client_secret", "misspelt_secret")]
    [InlineData("""{"setups":{"a":{"env":{"FILES_TOKEN":"x"}}}}""", "$.setups.a.env.FILES_TOKEN", "misspelt_secret")]
    [InlineData("""{"setups":{"a":{"password":{"of":"x"}}}}""", "$.setups.a.password.of", "misspelt_secret")]
    [InlineData("""{"setups":{"a":{"keys":{"Authorization":["x"]}}}}""", "$.setups.a.keys.Authorization[0]", "misspelt_secret")]
    [InlineData("""{"setups":{"a":{"providers":{"ollama":{"base_url":"http://o/?api-version=1&Key=x"}}}}}""", "$.setups.a.providers.ollama.base_url", "invalid_url")]
    [InlineData("""{"setups":{"a":{"mcp":{"servers":[{"name":"s","header":{"Authorization":"x"}}]}}}}""", "$.setups.a.mcp.servers[0].header", "misspelt_secret")]
    [InlineData("""{"setups":{"a":{"providers":{"o/llama":{"kind":"ollama"}}}}}""", "$.setups.a.providers['o/llama']", "invalid_name")]
    [InlineData("""{"setups":{"a":{"providers":{"ollama":null}}}}""", "$.setups.a.providers.ollama", "wrong_type")]
    [InlineData("""{"setups":{"a":{"providers":{"ollama":{"models":[null]}}}}}""", "$.setups.a.providers.ollama.models[0]", "wrong_type")]
    [InlineData("""{"setups":{"a":{"providers":{"ollama":{"models":[""]}}}}}""", "$.setups.a.providers.ollama.models[0]", "invalid_name")]
    [InlineData("""{"setups":{"a":{"providers":{"ollama":{"models":["a",{"id":"m","context_window":"large"}]}}}}}""", "$.setups.a.providers.ollama.models[1].context_window", "out_of_range")]
    [InlineData("""{"setups":{"a":{"providers":{"ollama":{"models":["a",{"id":"m","timeouts":{"first_token":"soon"}}]}}}}}""", "$.setups.a.providers.ollama.models[1].timeouts.first_token", "wrong_type")]
    [InlineData("""{"setups":{"a":{"providers":{"ollama":{"models":[{"id":"m","timeouts":"5s"}]}}}}}""", "$.setups.a.providers.ollama.models[0].timeouts", "wrong_type")]
    [InlineData("""{"setups":{"a":{"providers":{"ollama":{"timeouts":{"headers":5}}}}}}""", "$.setups.a.providers.ollama.timeouts.headers", "wrong_type")]
    [InlineData("""{"setups":{"a":{"providers":{"ollama":{"models":[{"id":"m","context_length":0}]}}}}}""", "$.setups.a.providers.ollama.models[0].context_length", "out_of_range")]
    [InlineData("""{"setups":{"a":{"providers":{"ollama":{}},"models":[{"name":"n","provider":"ollama","model":"m","context_window":-1}]}}}""", "$.setups.a.models[0].context_window", "out_of_range")]
    [InlineData("""{"setups":{"a":{"global_default_model":{"provider":"x"}}}}""", "$.setups.a.global_default_model.model", "missing_member")]
    [InlineData("[]", "$", "wrong_type")]
    [InlineData("null", "$", "wrong_type")]
    [InlineData("""{"setups":""", "$", "malformed_json")]
    [InlineData("", "$", "malformed_json")]
    public void One_thing_wrong_gives_one_error(string json, string path, string code)
    {
        var error = Assert.Single(Reject(json));

        Assert.Equal((path, code), (error.Path, error.Code));
    }

    [Theory]
    [InlineData("""{"default":true}""", """{"default":true}""", null, null, "duplicate_default")]
    [InlineData("""{"default":true}""", """{"default":false}""", """{"provider":"ollama","model":"b"}""", null, "conflicting_default")]
    [InlineData("""{"default":true}""", """{"default":false}""", null, "two", "conflicting_default")]
    [InlineData("""{"default":true}""", """{"default":false}""", """{"provider":"ollama","model":"a"}""", "one", null)]
    [InlineData("""{"default":true}""", """{"default":false}""", """{"provider":"","model":""}""", null, null)]
    public void A_named_default_stands_alone(string first, string second, string? global, string? other, string? code)
    {
        var json = $$$"""
            {"setups":{"default":{
              "providers": {"ollama":{"models":["a","b"]}},
              "global_default_model": {{{global ?? "null"}}},
              "default_model": {{{(other is null ? "null" : $"\"{other}\"")}}},
              "models": [ {"name":"one","provider":"ollama","model":"a",{{{first[1..]}}}, {"name":"two","provider":"ollama","model":"b",{{{second[1..]}}} ] } } }
            """;

        Assert.Equal(code is null ? [] : [code], Errors(json).Select(error => error.Code));
    }

    [Theory]
    [InlineData("default")]
    [InlineData("small-fast")]
    [InlineData("assistant/x")]
    [InlineData("")]
    [InlineData(" x")]
    public void A_named_model_cannot_have_a_name_that_means_something_else(string name) =>
        Assert.Equal("invalid_name", Assert.Single(Reject(
            $$$"""{"setups":{"d":{"providers":{"ollama":{} },"models":[{"name":"{{{name}}}","provider":"ollama","model":"a"}]} } }""")).Code);

    [Fact]
    public void Null_lists_and_objects_count_as_absent()
    {
        var setup = Parse("""
            {"features":null,"setups":{"default":{"providers":null,"models":null,"prompts":null,"mcp":null,"fallback":null,"default_models_by_type":null,
             "global_default_model":null}, "other":{"providers":{"ollama":{"models":null,"timeouts":null,"base_url":null}},"mcp":{"servers":null},
             "fallback":{"models":null,"triggers":null,"deadline":null}}}}
            """).Setups;

        Assert.Empty(setup["default"].Providers);
        Assert.Empty(setup["default"].Models);
        Assert.Empty(setup["other"].Providers.Find("ollama")?.Models ?? throw new InvalidOperationException());
        Assert.Equal(["rate_limit", "timeout", "error"], setup["other"].Fallback.Triggers.AsEnumerable());
        Assert.Equal(TimeSpan.FromMinutes(2), setup["other"].Fallback.Deadline.Value);
        Assert.Empty(setup["other"].Mcp?.Servers ?? throw new InvalidOperationException());
    }

    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var setup = Parse("""{"setups":{"default":{"providers":{"ollama":{}},"fallback":{"models":[]}}}}""").Setups["default"];

        Assert.True(setup.Providers.Find("ollama")?.Enabled);
        Assert.True(setup.Fallback.Enabled);
        Assert.Equal(TimeSpan.FromSeconds(30), setup.Fallback.RevertAfter.Value);
        Assert.False(Parse("""{"setups":{"default":{"providers":{"ollama":{"enabled":false}}}}}""").Setups["default"].Providers.Find("ollama")?.Enabled);
    }

    [Fact]
    public void What_only_sounds_like_a_secret_or_names_a_variable_is_kept()
    {
        var (config, _) = ConfigJson.Parse("""
            {"setups": {"a": {"providers": {"ollama": {"models": ["m"], "base_url": "http://o/?api-version=1", "token": "${env:X_API_KEY}", "secret": null, "password": "", "has_secret": true}},
              "models": [{"name": "n", "provider": "ollama", "model": "m", "model_api_parameters": {"eos_token": "</s>", "prompt_cache_key": "k", "max_tokens": 5} }]}}}
            """u8.ToArray());

        Assert.Contains("${env:X_API_KEY}", System.Text.Encoding.UTF8.GetString(ConfigJson.WritePublic(config)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_member_is_kept_and_pointed_out()
    {
        var (config, warnings) = ConfigJson.Parse("""{"setups":{"default":{"globl_default_model":{"provider":"a","model":"b"},"sampling":1}}}"""u8.ToArray());

        var warning = Assert.Single(warnings);
        Assert.Equal(("$.setups.default.globl_default_model", "unknown_member"), (warning.Path, warning.Code));
        Assert.Contains("\"global_default_model\"", warning.Message, StringComparison.Ordinal);
        Assert.Contains("globl_default_model", Encoding.UTF8.GetString(ConfigJson.WritePublic(config)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_kind_is_answered_with_the_one_that_was_meant() =>
        Assert.Contains("Did you mean \"ollama\"?", Assert.Single(Reject("""{"setups":{"d":{"providers":{"x":{"kind":"olama"}}}}}""")).Message, StringComparison.Ordinal);

    [Fact]
    public void No_error_quotes_what_was_written_where_a_secret_could_be()
    {
        var rejected = Assert.Throws<ConfigRejectedException>(() => ConfigJson.Parse("""
            {"setups":{"d":{"providers":{"openai":{"api_key":{"v":"sk-kanarie"},"base_url":"https://u:sk-kanarie@h","timeouts":{"total":"sk-kanarie"},"enabled":"sk-kanarie"},
             "groq":"sk-kanarie"}}}}
            """u8.ToArray()));

        Assert.DoesNotContain("kanarie", rejected.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("kanarie", Assert.Throws<ConfigRejectedException>(() => ConfigJson.Parse("""{"a": sk-kanarie}"""u8.ToArray())).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_nested_too_deep_is_told_so() =>
        Assert.Equal("too_deep", Assert.Single(Reject("{\"a\":" + new string('[', 200) + new string(']', 200) + "}")).Code);

    private static OrgConfig Parse(string json) => ConfigJson.Parse(Encoding.UTF8.GetBytes(json)).Config;

    private static ImmutableArray<ConfigProblem> Reject(string json) =>
        Assert.Throws<ConfigRejectedException>(() => ConfigJson.Parse(Encoding.UTF8.GetBytes(json))).Errors;

    private static ImmutableArray<ConfigProblem> Errors(string json)
    {
        try
        {
            Parse(json);
            return [];
        }
        catch (ConfigRejectedException rejected)
        {
            return rejected.Errors;
        }
    }
}
