using System.Net;
using KernelHost.Security;
using KernelHost.Server.Tests.Chat;

namespace KernelHost.Server.Tests.Endpoints;

public sealed class SwitchModelTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Path = "/api/v1/admin/switch-model";

    private static readonly string[] Models = ["gpt-4o", "gpt-4o-mini"];

    private static readonly object Hello = new { messages = new[] { new { role = "user", content = "Hello" } } };

    [Fact]
    public async Task A_switch_is_stored_and_the_next_call_goes_to_the_new_model()
    {
        using var admin = await NewAdminAsync();

        var switched = await admin.TryPostAsync(Path, new { provider = "openai", model = "gpt-4o-mini", temperature = 0.25, max_tokens = 7 });

        Assert.Equal("""
            {"status":"success","message":"openai/gpt-4o-mini answered a test call and has the role \"default\" now. Calls that run finish where they began.","previous_model":"openai/gpt-4o","current_model":"openai/gpt-4o-mini","role":"default","persisted":true,"warnings":[]}
            """, switched.Text);
        Assert.Equal("gpt-4o-mini: Hello", await AskAsync(admin));
        var called = fixture.Upstream.Journal.Entries.Last(entry => entry.Model == "gpt-4o-mini");
        Assert.Contains("\"temperature\":0.25", called.Text, StringComparison.Ordinal);
        Assert.Contains("\"max_tokens\":7", called.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stored_switch_is_a_version_with_its_own_kind_and_parameters()
    {
        var (slug, _) = await fixture.Server.CreateTenantKeyAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));
        using var admin = fixture.Server.Client(KernelHostServer.AdminKey, slug);

        await admin.TryPostAsync(Path, new { provider = "embedded", model = "extractive-mini", role = "small-fast", temperature = 0.5 });

        var setup = (await admin.TryGetAsync($"/api/v1/organizations/{slug}/config")).Json.GetProperty("setups").GetProperty("default");
        var versions = (await admin.TryGetAsync($"/api/v1/organizations/{slug}/config/versions")).Json.GetProperty("items");
        Assert.Equal("""{"provider":"embedded","model":"extractive-mini","model_api_parameters":{"temperature":0.5}}""", setup.GetProperty("small_fast_model").GetRawText());
        Assert.Equal("""{"enabled":true,"models":["extractive-mini"]}""", setup.GetProperty("providers").GetProperty("embedded").GetRawText());
        Assert.Equal("model.switched", versions[0].GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("fault-500", 502)]
    [InlineData("fault-401", 502)]
    [InlineData("fault-404", 404)]
    [InlineData("fault-400", 400)]
    [InlineData("fault-429", 429)]
    [InlineData("fault-leak", 400)]
    public async Task A_model_that_does_not_answer_changes_nothing(string model, int status)
    {
        using var admin = await NewAdminAsync();
        var before = await admin.TryGetAsync("/api/v1/admin/settings/api");

        var refused = await admin.TryPostAsync(Path, new { provider = "openai", model, api_key = "sk-switched-secret" });

        Assert.Equal((status, "probe_failed"), ((int)refused.Status, refused.Code));
        Assert.Equal("$.model", refused.Json.GetProperty("errors")[0].GetProperty("path").GetString());
        Assert.DoesNotContain("sk-switched-secret", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Upstream.Address.Authority, refused.Text, StringComparison.Ordinal);
        Assert.Equal(before.ETag, (await admin.TryGetAsync("/api/v1/admin/settings/api")).ETag);
    }

    [Fact]
    public async Task Calls_that_run_finish_on_the_model_they_began_with()
    {
        using var admin = await NewAdminAsync("slow-model");
        fixture.Upstream.Fail("slow-model", "hang");
        var held = fixture.Upstream.HeldAsync();
        var running = AskAsync(admin);
        await held;

        await admin.TryPostAsync(Path, new { provider = "openai", model = "gpt-4o-mini" });
        var next = await AskAsync(admin);
        fixture.Upstream.Release();

        Assert.Equal("gpt-4o-mini: Hello", next);
        Assert.Equal("slow-model: Hello", await running);
        fixture.Upstream.Hold();
    }

    [Fact]
    public async Task Streams_that_run_while_models_are_switched_to_and_fro_are_whole_and_end_where_they_began()
    {
        await using var server = KernelHostServer.Start(("Server:SwitchesPerMinute", "0"));
        await using var upstream = await KernelHost.Upstream.FakeUpstream.StartAsync();
        using var admin = server.Client(KernelHostServer.AdminKey, (await server.CreateTenantKeyAsync(Tenants.OpenAi(upstream, Models))).Slug);
        var running = new List<(string Model, Task<string> Events)>();

        for (var round = 0; round < 6; round++)
        {
            var model = Models[round % Models.Length];
            await admin.TryPostAsync(Path, new { provider = "openai", model, persist = round % 4 < 2 });
            upstream.Fail(model, "stall");
            for (var stream = 0; stream < 5; stream++)
            {
                running.Add((model, StreamAsync(admin)));
                await upstream.HeldAsync();
            }

            upstream.Heal(model);   // the next switch tries it; who is held stays held
        }

        Assert.All(running, one => Assert.False(one.Events.IsCompleted));
        upstream.Release();
        foreach (var (model, events) in running)
        {
            Assert.Equal($"{model}: one two three four five six", Calls.TextOf(await events));
            Assert.EndsWith("data: [DONE]\n\n", await events, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_override_is_seen_at_once_everywhere_and_stored_nowhere()
    {
        using var admin = await NewAdminAsync();

        var switched = (await admin.TryPostAsync(Path, new { provider = "openai", model = "gpt-4o-mini", persist = false })).Json;

        var status = (await admin.TryGetAsync("/api/v1/admin/model-status")).Json;
        var settings = await admin.TryGetAsync("/api/v1/admin/settings/api");
        var resolved = (await admin.TryGetAsync("/api/v1/admin/resolve")).Json;
        Assert.False(switched.GetProperty("persisted").GetBoolean());
        Assert.Equal("gpt-4o-mini: Hello", await AskAsync(admin));
        Assert.Equal(("gpt-4o-mini", "openai/gpt-4o"), (status.GetProperty("model").GetString(), status.GetProperty("override").GetProperty("replaces").GetString()));
        Assert.Equal(("\"1\"", "gpt-4o"), (settings.ETag, settings.Json.GetProperty("global_default_model").GetProperty("model").GetString()));
        Assert.Equal("gpt-4o-mini", settings.Json.GetProperty("overrides")[0].GetProperty("model").GetString());
        Assert.Equal(("gpt-4o-mini", "default"), (resolved.GetProperty("route")[0].GetProperty("model").GetString(), resolved.GetProperty("overrides")[0].GetProperty("role").GetString()));
    }

    [Fact]
    public async Task A_restart_ends_an_override_and_keeps_what_was_stored()
    {
        var data = Directory.CreateTempSubdirectory("kernelhost-").FullName;
        await using (var server = KernelHostServer.Start(("KernelHost:DataDirectory", data)))
        {
            await server.Admin.TryPostAsync(Path, new { provider = "embedded", model = "extractive-mini", persist = false });
            await server.Admin.TryPostAsync(Path, new { provider = "embedded", model = "extractive", role = "small-fast" });
            Assert.Equal("extractive-mini", (await server.Admin.TryGetAsync("/api/v1/admin/model-status")).Json.GetProperty("model").GetString());
        }

        await using (var again = KernelHostServer.Start(("KernelHost:DataDirectory", data)))
        {
            var status = (await again.Admin.TryGetAsync("/api/v1/admin/model-status")).Json;
            Assert.Equal(("extractive", "null"), (status.GetProperty("model").GetString(), status.GetProperty("override").GetRawText()));
            Assert.Equal("extractive", (await again.Admin.TryGetAsync("/api/v1/admin/model-status?role=small-fast")).Json.GetProperty("model").GetString());
        }

        Directory.Delete(data, recursive: true);
    }

    [Theory]
    [InlineData(null, 8)]
    [InlineData(4000, 8)]
    [InlineData(3, 3)]
    public async Task The_test_call_may_take_a_few_tokens_whatever_later_calls_may(int? most, int tried)
    {
        using var admin = await NewAdminAsync();
        var model = $"bounded-{most}";

        await admin.TryPostAsync(Path, new { provider = "openai", model, max_tokens = most });
        await AskAsync(admin);

        var calls = fixture.Upstream.Journal.Entries.Where(entry => entry.Model == model).Select(entry => entry.Json.TryGetProperty("max_tokens", out var limit) ? limit.GetInt32() : (int?)null);
        Assert.Equal([tried, most], calls);
    }

    [Fact]
    public async Task An_override_ends_with_the_next_stored_change_of_its_role_and_with_no_other()
    {
        using var admin = await NewAdminAsync();
        await admin.TryPostAsync(Path, new { provider = "openai", model = "gpt-4o-mini", persist = false });

        await admin.TryPutAsync("/api/v1/admin/settings/api", new { small_fast_model = new { provider = "openai", model = "gpt-4o" } });
        var kept = await AskAsync(admin);
        await admin.TryPutAsync("/api/v1/admin/settings/api", new { selected_models = new { openai = new[] { "gpt-4o", "gpt-5" } }, global_default_model = new { provider = "openai", model = "gpt-5" } });

        Assert.Equal("gpt-4o-mini: Hello", kept);
        Assert.Equal("gpt-5: Hello", await AskAsync(admin));
    }

    [Fact]
    public async Task Storing_the_model_the_config_has_already_ends_an_override_too()
    {
        using var admin = await NewAdminAsync();
        await admin.TryPostAsync(Path, new { provider = "openai", model = "gpt-4o-mini", persist = false });

        var switched = (await admin.TryPostAsync(Path, new { provider = "openai", model = "gpt-4o" })).Json;

        Assert.Equal("openai/gpt-4o-mini", switched.GetProperty("previous_model").GetString());
        Assert.Equal("gpt-4o: Hello", await AskAsync(admin));
    }

    [Fact]
    public async Task Both_ways_are_audited_without_secrets()
    {
        using var admin = await NewAdminAsync();
        await admin.TryPostAsync(Path, new { provider = "openai", model = "gpt-4o-mini", api_key = "sk-audited", persist = false });
        await admin.TryPostAsync(Path, new { provider = "openai", model = "gpt-4o-mini", api_key = "sk-audited" });

        var audit = await admin.TryGetAsync("/api/v1/admin/audit?limit=2");

        Assert.All(audit.Json.GetProperty("items").EnumerateArray(), entry => Assert.Equal("model.switched", entry.GetProperty("kind").GetString()));
        Assert.Equal("openai/gpt-4o-mini", audit.Json.GetProperty("items")[1].GetProperty("data").GetProperty("current_model").GetString());
        Assert.DoesNotContain("sk-audited", audit.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_key_is_tried_and_used()
    {
        using var admin = await NewAdminAsync();

        await admin.TryPostAsync(Path, new { provider = "openai", model = "newly-keyed", api_key = "sk-brand-new" });
        await AskAsync(admin);

        Assert.All(fixture.Upstream.Journal.Entries.Where(entry => entry.Model == "newly-keyed"), entry => Assert.Equal("sk-brand-new", entry.Key));
    }

    [Fact]
    public async Task A_key_does_not_follow_its_provider_to_another_host()
    {
        await using var other = await KernelHost.Upstream.FakeUpstream.StartAsync();
        using var admin = await NewAdminAsync();

        var switched = await admin.TryPostAsync(Path, new { provider = "openai", model = "moved", base_url = other.BaseUrls.OpenAi });

        Assert.Equal(("$.api_key", "secret_cleared"), (switched.Json.GetProperty("warnings")[0].GetProperty("path").GetString(), switched.Json.GetProperty("warnings")[0].GetProperty("code").GetString()));
        Assert.All(other.Journal.Entries, entry => Assert.True(string.IsNullOrEmpty(entry.Key)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_org_admin_switches_to_no_address_that_is_not_allowed(bool persist)
    {
        await using var inner = await KernelHost.Upstream.FakeUpstream.StartAsync();
        using var admin = await fixture.Server.CreateTenantAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));

        var refused = await admin.TryPostAsync(Path, new { provider = "openai", model = "gpt-4o", base_url = inner.BaseUrls.OpenAi, persist });

        var error = refused.Json.GetProperty("errors")[0];
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "$.base_url", "upstream_not_allowed"), (refused.Status, error.GetProperty("path").GetString(), error.GetProperty("code").GetString()));
        Assert.Empty(inner.Journal.Entries);
    }

    [Fact]
    public async Task A_system_admins_override_may_have_an_address_that_org_admins_may_not_set()
    {
        await using var inner = await KernelHost.Upstream.FakeUpstream.StartAsync();
        using var admin = await NewSystemAdminAsync(Tenants.Embedded());

        await admin.TryPostAsync(Path, new { provider = "openai", model = "gpt-4o", base_url = inner.BaseUrls.OpenAi, api_key = "sk-inner", persist = false });

        Assert.Equal("gpt-4o: Hello", await AskAsync(admin));
        Assert.All(inner.Journal.Entries, entry => Assert.Equal("sk-inner", entry.Key));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_switch_whose_key_is_revoked_while_the_model_is_tried_changes_nothing(bool persist)
    {
        await using var slow = await KernelHost.Upstream.FakeUpstream.StartAsync();
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(Tenants.OpenAi(slow, "gpt-4o"), new("leaving", Role.OrgAdmin));
        using var admin = fixture.Server.Client(key);
        var id = (await admin.TryGetAsync($"/api/v1/organizations/{slug}/keys")).Json.GetProperty("items")[0].GetProperty("id").GetString();

        var answer = admin.TryPostAsync(Path, new { provider = "openai", model = "fault-hang", persist });
        await slow.HeldAsync();
        await fixture.Server.Admin.TryDeleteAsync($"/api/v1/organizations/{slug}/keys/{id}");
        slow.Release();

        using var next = fixture.Server.Client(KernelHostServer.AdminKey, slug);
        Assert.Equal(HttpStatusCode.Unauthorized, (await answer).Status);
        Assert.Equal("openai/gpt-4o", (await next.TryGetAsync("/api/v1/admin/model-status")).Json is var now ? $"{now.GetProperty("provider").GetString()}/{now.GetProperty("model").GetString()}" : "");
    }

    [Fact]
    public async Task A_named_default_of_another_model_gives_way()
    {
        using var admin = await NewSystemAdminAsync(new
        {
            is_default = true,
            providers = new { openai = Tenants.OpenAiProvider(fixture.Upstream, Tenants.OpenAiKey, "gpt-4o", "gpt-4o-mini") },
            models = new[] { new { name = "coder", provider = "openai", model = "gpt-4o", @default = true } },
        });

        var switched = await admin.TryPostAsync(Path, new { provider = "openai", model = "gpt-4o-mini" });

        Assert.Equal((HttpStatusCode.OK, "openai/gpt-4o"), (switched.Status, switched.Json.GetProperty("previous_model").GetString()));
        Assert.Equal("gpt-4o-mini: Hello", await AskAsync(admin));
    }

    [Theory]
    [InlineData("""{"provider":"opnai","model":"gpt-4o"}""", 404, "provider_not_found", null)]
    [InlineData("""{"provider":"openai","model":"text-embedding-3-small"}""", 422, "model_type_mismatch", "$.model")]
    [InlineData("""{"provider":"closed","model":"gpt-4o"}""", 422, "provider_disabled", "$.provider")]
    [InlineData("""{"provider":"openai"}""", 422, "required", "$.model")]
    [InlineData("""{"provider":" ","model":"x"}""", 422, "required", "$.provider")]
    [InlineData("""{"provider":"openai","model":"x","role":"big"}""", 422, "invalid_role", "$.role")]
    [InlineData("""{"provider":"openai","model":"x","temperature":3}""", 422, "out_of_range", "$.temperature")]
    [InlineData("""{"provider":"openai","model":"x","max_tokens":0}""", 422, "out_of_range", "$.max_tokens")]
    [InlineData("""{"provider":"openai","model":"x","base_url":"nowhere"}""", 422, "invalid_config", "$.base_url")]
    [InlineData("""{"provider":"openai","model":"x","api_key":"two\nlines"}""", 422, "invalid_config", "$.api_key")]
    [InlineData("""{"provider":"openai","model":"x","persist":"yes"}""", 400, "wrong_type", "$.persist")]
    [InlineData("""{"provider":"openai","model":"x","key":"y"}""", 400, "unknown_member", "$.key")]
    public async Task A_bad_request_is_refused_with_the_member_named(string body, int status, string code, string? path)
    {
        using var admin = await NewAdminAsync();

        var answer = await admin.TryPostAsync(Path, body);

        Assert.Equal((status, code), ((int)answer.Status, answer.Code));
        Assert.Equal(path, answer.Json.TryGetProperty("errors", out var errors) ? errors[0].GetProperty("path").GetString() : null);
    }

    [Fact]
    public async Task An_organisation_does_not_switch_too_often()
    {
        await using var server = KernelHostServer.Start(("Server:SwitchesPerMinute", "1"));
        await server.Admin.TryPostAsync(Path, new { provider = "embedded", model = "extractive-mini" });

        var refused = await server.Admin.TryPostAsync(Path, new { provider = "embedded", model = "extractive" });

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_member_may_not_switch()
    {
        using var member = await fixture.Server.CreateTenantAsync(Tenants.Embedded(), new("web", Role.Member));

        Assert.Equal(HttpStatusCode.Forbidden, (await member.TryPostAsync(Path, new { provider = "embedded", model = "extractive" })).Status);
    }

    private static async Task<string> StreamAsync(HttpClient client)
    {
        using var answer = await client.PostAsync(Calls.ChatPath, new { stream = true, messages = new[] { new { role = "user", content = "one two three four five six" } } });
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<string?> AskAsync(HttpClient client)
    {
        using var answer = await client.PostAsync(Calls.ChatPath, Hello);
        return System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();
    }

    private Task<HttpClient> NewAdminAsync(string model = "gpt-4o") => NewSystemAdminAsync(new
    {
        is_default = true,
        global_default_model = new { provider = "openai", model },
        providers = new
        {
            openai = Tenants.OpenAiProvider(fixture.Upstream, Tenants.OpenAiKey, model),
            closed = new { kind = "openai", enabled = false },
        },
        fallback = new { enabled = false },
    });

    // Addresses on loopback are the system admin's to set.
    private async Task<HttpClient> NewSystemAdminAsync(object setup)
    {
        var (slug, _) = await fixture.Server.CreateTenantKeyAsync(setup);
        return fixture.Server.Client(KernelHostServer.AdminKey, slug);
    }
}
