using System.Net;
using System.Text.Json;
using KernelHost.Security;

namespace KernelHost.Server.Tests.Chat;

/// <summary>Calls of a route, over HTTP, with the fake model server behind it.</summary>
public sealed class SmartRoutingTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Routes = "/api/v1/admin/routes";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_client_is_told_which_rule_chose_and_that_it_is_no_fallback(bool stream)
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup());

        using var answer = await client.PostAsync(Calls.ChatPath, new { model = "auto", messages = Says("Why?"), stream });

        Assert.Equal(("auto", "openai/gpt-4o-mini", "auto/short", null), (answer.Header("x-kernelhost-requested-model"), answer.Header("x-kernelhost-model"), answer.Header("x-kernelhost-route"), answer.Header("x-kernelhost-fallback-reason")));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("""
            "model_info":{"requested":"auto","resolved":"gpt-4o-mini","provider":"openai","fallback_used":false,"fallback_reason":null,"route":{"name":"auto","rule":"short"}}
            """.Trim(), text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"messages": [{"role": "user", "content": "Analyse it."}]}""", "words", "openai/gpt-4o")]
    [InlineData("""{"messages": [{"role": "user", "content": [{"type": "text", "text": "See this, please."}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}]}]}""", "pictures", "openai/vision")]
    [InlineData("""{"messages": [{"role": "user", "content": "Go on."}], "tools": [{"type": "function", "function": {"name": "f"}}]}""", "tools", "openai/gpt-4o")]
    [InlineData("""{"messages": [{"role": "user", "content": "Go on."}], "metadata": {"tier": "gold"}}""", "gold", "openai/gpt-4o")]
    [InlineData("""{"messages": [{"role": "user", "content": "Go on."}]}""", "otherwise", "openai/gpt-4o-mini")]
    public async Task Rules_look_at_the_request_as_it_was_sent(string body, string rule, string model)
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup());

        using var answer = await client.PostAsync(Calls.ChatPath, body.Insert(1, "\"model\": \"auto\", "));

        Assert.Equal(($"auto/{rule}", model), (answer.Header("x-kernelhost-route"), answer.Header("x-kernelhost-model")));
    }

    [Fact]
    public async Task An_ordinary_request_is_told_nothing_of_routes()
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup());

        using var answer = await client.PostAsync(Calls.ChatPath, new { model = "gpt-4o", messages = Says("Why?") });

        Assert.Null(answer.Header("x-kernelhost-route"));
        Assert.False((await answer.JsonAsync()).GetProperty("model_info").TryGetProperty("route", out _));
    }

    [Fact]
    public async Task The_simple_chat_takes_a_route_as_its_preference()
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup());

        using var answer = await client.PostAsync("/api/v1/chat", new { message = "Analyse it.", model_preference = "auto" });

        Assert.Equal("words", (await answer.JsonAsync()).GetProperty("model_info").GetProperty("route").GetProperty("rule").GetString());
    }

    [Fact]
    public async Task A_key_needs_leave_for_the_route_and_for_nothing_else()
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(Setup(), new("routed", Role.Member) { Models = ["auto"] });
        using var routed = fixture.Server.Client(key);
        using var other = fixture.Server.Client(await fixture.Server.CreateKeyAsync(slug, new("other", Role.Member) { Models = ["openai/gpt-4o-mini"] }));

        using var served = await routed.PostAsync(Calls.ChatPath, new { model = "auto", messages = Says("Why?") });
        using var direct = await routed.PostAsync(Calls.ChatPath, new { model = "openai/gpt-4o-mini", messages = Says("Why?") });
        using var refused = await other.PostAsync(Calls.ChatPath, new { model = "auto", messages = Says("Why?") });

        Assert.Equal("openai/gpt-4o-mini", served.Header("x-kernelhost-model"));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (direct.StatusCode, refused.StatusCode));
        Assert.Equal(["auto"], Ids(await routed.TryGetAsync("/v1/models")));
        Assert.DoesNotContain("auto", Ids(await other.TryGetAsync("/v1/models")));
    }

    [Fact]
    public async Task The_models_list_has_routes_behind_the_two_defaults()
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup());

        var listed = (await client.TryGetAsync("/v1/models")).Json.GetProperty("data")[2];

        Assert.Equal(("auto", "LLM", "kernelhost", true), (listed.GetProperty("id").GetString(), listed.GetProperty("type").GetString(), listed.GetProperty("owned_by").GetString(), listed.GetProperty("available").GetBoolean()));
        Assert.Equal("auto", (await client.TryGetAsync("/v1/models/auto")).Json.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_split_keeps_to_users_and_sessions_and_is_counted()
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(Split());
        using var client = fixture.Server.Client(key);
        using var admin = fixture.Server.Client(KernelHostServer.AdminKey, slug);

        var users = await VariantsAsync(client, number => new { model = "auto", messages = Says("Hi"), user = "ann" });
        var sessions = await VariantsAsync(client, number => new { model = "auto", messages = Says("Hi"), session_id = "talk-1" });
        var headers = await VariantsAsync(client, number => new { model = "auto", messages = Says("Hi") }, ("x-kernelhost-session", "talk-1"));
        var drawn = await VariantsAsync(client, number => new { model = "auto", messages = Says("Hi"), user = $"user-{number}" }, times: 100);   // 12 were all of the larger share once in thirty runs

        Assert.Single(users.Distinct());
        Assert.Single(sessions.Concat(headers).Distinct());
        Assert.Equal(2, drawn.Distinct().Count());
        var route = (await admin.TryGetAsync(Routes)).Json.GetProperty("items")[0];
        var rule = route.GetProperty("rules")[0];
        string[] all = [.. users, .. sessions, .. headers, .. drawn];
        Assert.Equal((all.Length, all.Length), (route.GetProperty("uses").GetInt32(), rule.GetProperty("uses").GetInt32()));
        Assert.All(rule.GetProperty("variants").EnumerateArray(), variant => Assert.Equal(all.Count(one => one == variant.GetProperty("target").GetString()), variant.GetProperty("uses").GetInt32()));
    }

    [Fact]
    public async Task What_resolve_says_of_a_user_is_what_the_user_gets()
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(Split());
        using var client = fixture.Server.Client(key);
        using var admin = fixture.Server.Client(KernelHostServer.AdminKey, slug);

        foreach (var user in (string[])["ann", "bob", "cecile", "dora"])
        {
            var explained = (await admin.TryGetAsync($"/api/v1/admin/resolve?model=auto&user={user}")).Json.GetProperty("model_info").GetProperty("route").GetProperty("variant").GetString();
            Assert.Equal(explained, Assert.Single((await VariantsAsync(client, _ => new { model = "auto", messages = Says("Hi"), user }, times: 1))));
        }
    }

    [Fact]
    public async Task Routes_are_listed_with_every_rule()
    {
        var (slug, _) = await fixture.Server.CreateTenantKeyAsync(Split());
        using var admin = fixture.Server.Client(KernelHostServer.AdminKey, slug);

        var route = (await admin.TryGetAsync(Routes)).Json.GetProperty("items")[0];

        Assert.Equal("""
            {"name":"auto","description":"An experiment","serves_default":true,"uses":0,"rules":[{"rule":"experiment-1","use":null,"uses":0,"variants":[{"target":"a","percent":75,"uses":0},{"target":"b","percent":25,"uses":0}]},{"rule":"otherwise","use":"default","uses":0,"variants":null}]}
            """.Trim(), System.Text.RegularExpressions.Regex.Replace(route.GetRawText(), "\"since\":\"[^\"]+\",", ""));
    }

    [Fact]
    public async Task Requests_that_name_no_model_go_by_the_route_that_serves_them()
    {
        using var client = await fixture.Server.CreateTenantAsync(Split());

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = Says("Hi") });

        Assert.Equal("auto/experiment-1", answer.Header("x-kernelhost-route"));
        Assert.Equal(JsonValueKind.Null, (await answer.JsonAsync()).GetProperty("model_info").GetProperty("requested").ValueKind);
    }

    [Fact]
    public async Task A_purged_organisation_s_counts_are_forgotten()
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(Split());
        using var client = fixture.Server.Client(key);
        await VariantsAsync(client, _ => new { messages = Says("Hi") }, times: 1);
        var counts = (KernelHost.Routing.RouteCounts)fixture.Server.Services.GetService(typeof(KernelHost.Routing.RouteCounts))!;
        Assert.Equal(1, counts.Of(slug, "default", "auto", "experiment-1"));

        Assert.Equal(HttpStatusCode.NoContent, (await fixture.Server.Admin.TryDeleteAsync($"/api/v1/organizations/{slug}")).Status);

        Assert.Equal(0, counts.Of(slug, "default", "auto", "experiment-1"));
    }

    [Fact]
    public async Task Resolve_explains_every_rule_tried()
    {
        var (slug, _) = await fixture.Server.CreateTenantKeyAsync(Setup());
        using var admin = fixture.Server.Client(KernelHostServer.AdminKey, slug);

        var answer = await admin.TryGetAsync("/api/v1/admin/resolve?model=auto&message=Go%20on.&has_tools=true&metadata=tier%3Dgold&metadata=a%3Db");

        Assert.Equal("""
            {"requested":"auto","purpose":"completion","type":"LLM","route":[{"provider":"openai","model":"gpt-4o","type":"LLM","reason":"route_target"}],"steps":[{"step":"route_rule","candidate":null,"outcome":"skipped","reason":"auto/short: no question mark at the end, wanted one"},{"step":"route_rule","candidate":null,"outcome":"skipped","reason":"auto/words: none of 2 keywords"},{"step":"route_rule","candidate":null,"outcome":"skipped","reason":"auto/pictures: no image, wanted one"},{"step":"route_rule","candidate":"openai/gpt-4o","outcome":"chosen","reason":"auto/tools: a tool, wanted one"},{"step":"route_target","candidate":"openai/gpt-4o","outcome":"chosen","reason":"available"}],"model_info":{"requested":"auto","resolved":"gpt-4o","provider":"openai","fallback_used":false,"fallback_reason":null,"route":{"name":"auto","rule":"tools"}},"error":null}
            """.Trim(), answer.Text);
    }

    [Theory]
    [InlineData("metadata=gold", "metadata")]
    [InlineData("tokens=-1", "tokens")]
    public async Task A_signal_that_is_none_is_refused_by_name(string query, string parameter)
    {
        var answer = await fixture.Server.Admin.TryGetAsync($"/api/v1/admin/resolve?model=auto&{query}");

        Assert.Equal((HttpStatusCode.BadRequest, parameter), (answer.Status, answer.Json.GetProperty("errors")[0].GetProperty("path").GetString()));
    }

    [Fact]
    public async Task Routes_survive_a_LlamaFarm_file()
    {
        var (slug, _) = await fixture.Server.CreateTenantKeyAsync(Split());
        using var admin = fixture.Server.Client(KernelHostServer.AdminKey, slug);
        var before = (await admin.TryGetAsync($"/api/v1/organizations/{slug}/config")).Json.GetProperty("setups").GetProperty("default").GetProperty("routes").GetRawText();
        using var file = new ByteArrayContent(await (await admin.GetAsync($"/api/v1/organizations/{slug}/export?format=yaml")).Content.ReadAsByteArrayAsync());
        file.Headers.ContentType = new("application/yaml");

        using var imported = await admin.PostAsync($"/api/v1/organizations/{slug}/import?setup=copy", file);

        Assert.True(imported.IsSuccessStatusCode, await imported.Content.ReadAsStringAsync());
        Assert.Equal(before, (await admin.TryGetAsync($"/api/v1/organizations/{slug}/config")).Json.GetProperty("setups").GetProperty("copy").GetProperty("routes").GetRawText());
    }

    private static object[] Says(string text) => [new { role = "user", content = text }];

    private static string[] Ids(Exchange answer) => [.. answer.Json.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()!)];

    private static async Task<string[]> VariantsAsync(HttpClient client, Func<int, object> body, (string, string)? header = null, int times = 12)
    {
        var variants = new List<string>();
        for (var number = 0; number < times; number++)
        {
            using var answer = await client.PostAsync(Calls.ChatPath, body(number), header is { } one ? [one] : []);
            variants.Add((await answer.JsonAsync()).GetProperty("model_info").GetProperty("route").GetProperty("variant").GetString()!);
        }

        return [.. variants];
    }

    private object Setup() => new
    {
        is_default = true,
        global_default_model = new { provider = "openai", model = "gpt-4o" },
        small_fast_model = new { provider = "openai", model = "gpt-4o-mini" },
        providers = new { openai = Tenants.OpenAiProvider(fixture.Upstream, Tenants.OpenAiKey, "gpt-4o", "gpt-4o-mini", "vision") },
        fallback = new { enabled = false },
        routes = new
        {
            auto = new
            {
                rules = new object[]
                {
                    new { name = "short", when = new { max_characters = 80, ends_with_question_mark = true }, use = "small-fast" },
                    new { name = "words", when = new { keywords = new[] { "analyse", "prove" } }, use = "openai/gpt-4o" },
                    new { name = "pictures", when = new { has_images = true }, use = "openai/vision" },
                    new { name = "tools", when = new { has_tools = true }, use = "openai/gpt-4o" },
                    new { name = "gold", when = new { metadata = new { tier = "gold" } }, use = "default" },
                },
                otherwise = "small-fast",
            },
        },
    };

    private object Split() => new
    {
        is_default = true,
        global_default_model = new { provider = "openai", model = "gpt-4o" },
        providers = new { openai = Tenants.OpenAiProvider(fixture.Upstream, Tenants.OpenAiKey, "gpt-4o", "gpt-4o-mini") },
        models = new object[] { new { name = "a", provider = "openai", model = "gpt-4o" }, new { name = "b", provider = "openai", model = "gpt-4o-mini" } },
        fallback = new { enabled = false },
        routes = new { auto = new { description = "An experiment", serves_default = true, rules = new[] { new { name = "experiment-1", split = new { b = 25, a = 75 } } } } },
    };
}
