using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using KernelHost.Security;

namespace KernelHost.Server.Tests.Endpoints;

public sealed class ApiSettingsTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Path = "/api/v1/admin/settings/api";

    [Fact]
    public async Task The_page_shows_what_is_set_and_what_each_provider_says()
    {
        using var admin = await NewAdminAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        var settings = (await admin.TryGetAsync(Path)).Json;

        Assert.True(settings.GetProperty("openai_api_key_set").GetBoolean());
        Assert.Equal(fixture.Upstream.BaseUrls.OpenAi.ToString(), settings.GetProperty("openai_base_url").GetString());
        Assert.Contains("gpt-4o-mini", Texts(settings.GetProperty("available_models").GetProperty("openai")));
        Assert.Equal(["gpt-4o"], Texts(settings.GetProperty("selected_models").GetProperty("openai")));
        Assert.Equal("gpt-4o", settings.GetProperty("global_default_model").GetProperty("model").GetString());
        Assert.Equal("", settings.GetProperty("small_fast_model").GetProperty("model").GetString());
        Assert.Equal("working", settings.GetProperty("api_status").GetProperty("openai").GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_the_page_sends_takes_effect_and_what_it_leaves_out_stays()
    {
        using var admin = await NewAdminAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        var settings = (await admin.TryPutAsync(Path, new
        {
            selected_models = new { openai = new[] { "gpt-4o", "gpt-4o-mini" } },
            default_models = new { openai = "gpt-4o-mini" },
            small_fast_model = new { provider = "openai", model = "gpt-4o-mini" },
        })).Json;

        Assert.Equal(["gpt-4o", "gpt-4o-mini"], Texts(settings.GetProperty("selected_models").GetProperty("openai")));
        Assert.Equal("gpt-4o-mini", settings.GetProperty("default_models").GetProperty("openai").GetString());
        Assert.Equal("gpt-4o-mini", settings.GetProperty("small_fast_model").GetProperty("model").GetString());
        Assert.Equal("gpt-4o", settings.GetProperty("global_default_model").GetProperty("model").GetString());
        Assert.True(settings.GetProperty("openai_api_key_set").GetBoolean());
        Assert.Equal(0, settings.GetProperty("warnings").GetArrayLength());
    }

    [Fact]
    public async Task A_read_page_can_be_sent_back_whole()
    {
        using var admin = await NewAdminAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));
        var read = await admin.TryGetAsync(Path);

        var written = await admin.TryPutAsync(Path, read.Text, ifMatch: read.ETag);

        Assert.Equal((HttpStatusCode.OK, read.ETag), (written.Status, written.ETag));
    }

    [Fact]
    public async Task The_key_is_set_and_deleted_and_never_shown()
    {
        using var admin = await NewSystemAdminAsync(Tenants.Ollama(fixture.Upstream, "llama3.2:latest"));   // only they may set an address on this machine

        var set = await admin.TryPutAsync(Path, new { openai_base_url = fixture.Upstream.BaseUrls.OpenAi, openai_api_key = "sk-new-secret" });
        var deleted = await admin.TryPutAsync(Path, """{"openai_api_key":null}""");

        Assert.True(set.Json.GetProperty("openai_api_key_set").GetBoolean());
        Assert.False(deleted.Json.GetProperty("openai_api_key_set").GetBoolean());
        Assert.DoesNotContain("sk-new-secret", set.Text + deleted.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_does_not_follow_its_provider_to_another_address()
    {
        using var admin = await NewSystemAdminAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        var answer = (await admin.TryPutAsync(Path, new { openai_base_url = "http://127.0.0.1:1/v1" })).Json;

        Assert.False(answer.GetProperty("openai_api_key_set").GetBoolean());
        Assert.Equal("secret_cleared", answer.GetProperty("warnings")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_org_admin_points_no_provider_at_an_address_off_the_list()
    {
        using var admin = await NewAdminAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        var answer = await admin.TryPutAsync(Path, new { openai_base_url = "http://127.0.0.1:1/v1", openai_api_key = "sk-new" });

        var error = answer.Json.GetProperty("errors")[0];
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "upstream_not_allowed"), (answer.Status, error.GetProperty("code").GetString()));
        Assert.Equal("$.openai_base_url", error.GetProperty("path").GetString());
    }

    [Fact]
    public async Task Whoever_read_older_settings_is_told()
    {
        using var admin = await NewAdminAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o", "gpt-4o-mini"));
        await admin.TryPutAsync(Path, new { default_models = new { openai = "gpt-4o-mini" } });

        Assert.Equal("lost_update", (await admin.TryPutAsync(Path, new { default_models = new { openai = "gpt-4o" } }, ifMatch: "\"1\"")).Code);
    }

    [Fact]
    public async Task An_empty_address_means_the_providers_own()
    {
        using var admin = await NewAdminAsync(new { is_default = true, providers = new { openai = new { enabled = false, base_url = "https://proxy.example/v1" } } });

        var answer = await admin.TryPutAsync(Path, new { openai_base_url = "" });

        Assert.Equal((HttpStatusCode.OK, "https://api.openai.com/v1"), (answer.Status, answer.Json.GetProperty("openai_base_url").GetString()));
    }

    [Fact]
    public async Task Default_models_need_no_selection_beside_them()
    {
        using var admin = await NewAdminAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o", "gpt-4o-mini"));

        var answer = await admin.TryPutAsync(Path, new { default_models = new { openai = "gpt-4o-mini" } });

        Assert.Equal((HttpStatusCode.OK, "gpt-4o-mini"), (answer.Status, answer.Json.GetProperty("default_models").GetProperty("openai").GetString()));
    }

    [Fact]
    public async Task A_global_model_that_is_deselected_is_corrected_with_a_warning()
    {
        using var admin = await NewAdminAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        var answer = (await admin.TryPutAsync(Path, new { selected_models = new { openai = new[] { "gpt-4o-mini" } } })).Json;

        Assert.Equal("gpt-4o-mini", answer.GetProperty("global_default_model").GetProperty("model").GetString());
        Assert.Equal("model_not_enabled", answer.GetProperty("warnings")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_provider_that_cannot_be_called_or_asked_is_described_and_does_not_fail_the_page()
    {
        using var admin = await NewAdminAsync(new
        {
            is_default = true,
            providers = new
            {
                openai = new { models = new[] { "gpt-4o" } },
                groq = new { enabled = false },
                ollama = new { base_url = "http://127.0.0.1:1", models = new[] { "llama3" } },
            },
        });

        var status = (await admin.TryGetAsync(Path)).Json.GetProperty("api_status");

        Assert.Equal("not_configured", status.GetProperty("openai").GetProperty("status").GetString());
        Assert.Equal("disabled", status.GetProperty("groq").GetProperty("status").GetString());
        Assert.Equal("error", status.GetProperty("ollama").GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("""{"openai_api_key":""}""")]
    [InlineData("""{"openai_api_key":"","openai_base_url":null}""")]
    public async Task An_empty_key_is_the_pages_empty_field_and_leaves_the_key(string body)
    {
        using var admin = await NewAdminAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));
        var before = await admin.TryGetAsync(Path);

        var answer = await admin.TryPutAsync(Path, body);

        Assert.True(answer.Json.GetProperty("openai_api_key_set").GetBoolean());
        Assert.Equal(before.ETag, answer.ETag);
    }

    [Fact]
    public async Task A_dry_run_shows_what_would_be_and_stores_nothing()
    {
        using var admin = await NewAdminAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        var dry = await admin.TryPutAsync($"{Path}?dry_run=true", new { selected_models = new { openai = new[] { "gpt-4o-mini" } } });
        var after = await admin.TryGetAsync(Path);

        Assert.Equal(["gpt-4o-mini"], Texts(dry.Json.GetProperty("selected_models").GetProperty("openai")));
        Assert.Equal("model_not_enabled", dry.Json.GetProperty("warnings")[0].GetProperty("code").GetString());
        Assert.Equal(["gpt-4o"], Texts(after.Json.GetProperty("selected_models").GetProperty("openai")));
        Assert.Equal("\"1\"", after.ETag);
    }

    [Theory]
    [InlineData("""{"default_models":{"openai":"gpt-9"}}""", "gpt-4o", "$.default_models.openai")]
    [InlineData("""{"selected_models":{"openai":["gpt-4o-mini"]},"default_models":{"openai":"gpt-4o"}}""", "gpt-4o-mini", "$.default_models.openai")]
    [InlineData("""{"selected_models":{"openai":[]},"default_models":{"openai":"gpt-4o"}}""", "", "$.default_models.openai")]
    public async Task A_default_model_that_is_not_selected_is_corrected_with_a_warning(string body, string corrected, string path)
    {
        using var admin = await NewAdminAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        var answer = (await admin.TryPutAsync(Path, body)).Json;

        Assert.Equal(corrected, answer.GetProperty("default_models").GetProperty("openai").GetString());
        Assert.Equal((path, "model_not_enabled"), (answer.GetProperty("warnings")[0].GetProperty("path").GetString(), answer.GetProperty("warnings")[0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_disabled_providers_model_cannot_be_a_global_one()
    {
        using var admin = await NewAdminAsync(new { is_default = true, providers = new { openai = new { enabled = false, models = new[] { "gpt-4o" } } } });

        var answer = (await admin.TryPutAsync(Path, new { small_fast_model = new { provider = "openai", model = "gpt-4o" } })).Json;

        Assert.Equal("", answer.GetProperty("small_fast_model").GetProperty("model").GetString());
        Assert.Equal(("$.small_fast_model", "provider_disabled"), (answer.GetProperty("warnings")[0].GetProperty("path").GetString(), answer.GetProperty("warnings")[0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task The_model_of_new_assistants_follows_the_selection()
    {
        var slug = $"assistants-{Guid.NewGuid():N}";
        await fixture.Server.Admin.TryPostAsync("/api/v1/organizations", new
        {
            slug,
            name = slug,
            config = new { assistant_defaults = new { connector = "embedded", llm = "extractive" }, setups = new { @default = Tenants.Embedded() } },
        });
        using var admin = fixture.Server.Client(KernelHostServer.AdminKey, slug);

        var answer = (await admin.TryPutAsync(Path, new { selected_models = new { embedded = new[] { "extractive-mini" } } })).Json;

        var config = (await admin.TryGetAsync($"/api/v1/organizations/{slug}/config")).Json;
        Assert.Equal("extractive-mini", config.GetProperty("assistant_defaults").GetProperty("llm").GetString());
        Assert.Contains("$.assistant_defaults.llm", answer.GetProperty("warnings").EnumerateArray().Select(one => one.GetProperty("path").GetString()));
    }

    [Fact]
    public async Task Another_setup_is_a_page_of_its_own()
    {
        var (slug, _) = await fixture.Server.CreateTenantKeyAsync(Tenants.Embedded());
        using var admin = fixture.Server.Client(KernelHostServer.AdminKey, slug);
        var config = (await admin.TryGetAsync($"/api/v1/organizations/{slug}/config")).Text;
        await admin.TryPutAsync($"/api/v1/organizations/{slug}/config", config.Replace("\"setups\":{", "\"setups\":{\"spare\":{},", StringComparison.Ordinal));

        var answer = await admin.TryPutAsync($"{Path}?setup=spare", new { selected_models = new { embedded = new[] { "extractive" } } });

        Assert.Equal(["extractive"], Texts(answer.Json.GetProperty("selected_models").GetProperty("embedded")));
        Assert.Equal(3, (await admin.TryGetAsync(Path)).Json.GetProperty("selected_models").GetProperty("embedded").GetArrayLength());
        Assert.Equal("setup_not_found", (await admin.TryGetAsync($"{Path}?setup=none")).Code);
    }

    [Theory]
    [InlineData("""{"selected_models":["gpt-4o"]}""", "$.selected_models", "Expected an object of provider name to list of model ids.")]
    [InlineData("""{"selected_models":{"openai":"gpt-4o"}}""", "$.selected_models.openai", "Expected a list.")]
    [InlineData("""{"selected_models":{"openai":[7]}}""", "$.selected_models.openai[0]", "Expected text.")]
    [InlineData("""{"selected_models":{"mystery":["x"]}}""", "$.selected_models.mystery", "There is no provider \"mystery\"")]
    [InlineData("""{"selected_models":{"openai-compatible":["x"]}}""", "$.selected_models.openai-compatible.base_url", "base_url")]
    [InlineData("""{"selected_models":{"openai":[" "]}}""", "$.selected_models.openai[0]", "A model's id is not empty.")]
    [InlineData("""{"openai_base_url":"nowhere"}""", "$.openai_base_url", "http://")]
    [InlineData("""{"openai_api_key":"two\nlines"}""", "$.openai_api_key", "one line")]
    [InlineData("""{"ollama_base_url":"ftp://x"}""", "$.ollama_base_url", "http://")]
    [InlineData("""{"global_default_model":"gpt-4o"}""", "$.global_default_model", "an object with \"provider\" and \"model\"")]
    public async Task An_error_names_the_pages_own_member(string body, string path, string message)
    {
        using var admin = await NewAdminAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        var error = (await admin.TryPutAsync(Path, body)).Json.GetProperty("errors")[0];

        Assert.StartsWith(path, error.GetProperty("path").GetString(), StringComparison.Ordinal);
        Assert.Contains(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_as_it_is_sent()
    {
        using var admin = await NewAdminAsync(Tenants.Embedded());

        var answer = await admin.TryGetAsync(Path);

        Assert.Equal("""
            {"openai_api_key_set":false,"openai_base_url":null,"ollama_base_url":null,"available_models":{"embedded":["extractive","extractive-mini","hash-embedding"]},"selected_models":{"embedded":["extractive","extractive-mini","hash-embedding"]},"default_models":{"embedded":""},"global_default_model":{"provider":"embedded","model":"extractive"},"small_fast_model":{"provider":"embedded","model":"extractive-mini"},"api_status":{"embedded":{"status":"working","message":"It answers and lists 3 models.","models_count":3,"latency_ms":0}},"warnings":[]}
            """, Regex.Replace(answer.Text, "\"latency_ms\":\\d+", "\"latency_ms\":0"));
    }

    [Theory]
    [InlineData("""{"selected_models":{"mystery":["x"]}}""", 422, "invalid_config")]
    [InlineData("""{"openai_base_url":"nowhere"}""", 422, "invalid_config")]
    [InlineData("""{"openai_api_key":7}""", 400, "wrong_type")]
    [InlineData("""{"selected_models":["gpt-4o"]}""", 400, "wrong_type")]
    [InlineData("""{"selected_models":{"openai":null}}""", 400, "wrong_type")]
    [InlineData("""{"default_models":{"openai":null},"global_default_model":{},"small_fast_model":null,"openai_base_url":null}""", 200, null)]
    [InlineData("""{"openai_key":"x"}""", 400, "unknown_member")]
    [InlineData("{", 400, "malformed_json")]
    public async Task A_bad_page_is_refused_and_an_odd_one_is_taken(string body, int status, string? code)
    {
        using var admin = await NewAdminAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        var answer = await admin.TryPutAsync(Path, body);

        Assert.Equal(status, (int)answer.Status);
        Assert.Equal(code, answer.Json.TryGetProperty("code", out var found) ? found.GetString() : null);
    }

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(item => item.GetString());

    private async Task<HttpClient> NewAdminAsync(object setup) => await fixture.Server.CreateTenantAsync(setup, new("admin", Role.OrgAdmin));

    private async Task<HttpClient> NewSystemAdminAsync(object setup) =>
        fixture.Server.Client(KernelHostServer.AdminKey, (await fixture.Server.CreateTenantKeyAsync(setup)).Slug);
}
