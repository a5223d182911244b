using System.Net;
using System.Text.Json;
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
        using var admin = await NewAdminAsync(Tenants.Ollama(fixture.Upstream, "llama3.2:latest"));

        var set = await admin.TryPutAsync(Path, new { openai_base_url = fixture.Upstream.BaseUrls.OpenAi, openai_api_key = "sk-new-secret" });
        var deleted = await admin.TryPutAsync(Path, """{"openai_api_key":null}""");

        Assert.True(set.Json.GetProperty("openai_api_key_set").GetBoolean());
        Assert.False(deleted.Json.GetProperty("openai_api_key_set").GetBoolean());
        Assert.DoesNotContain("sk-new-secret", set.Text + deleted.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_does_not_follow_its_provider_to_another_address()
    {
        using var admin = await NewAdminAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        var answer = (await admin.TryPutAsync(Path, new { openai_base_url = "http://127.0.0.1:1/v1" })).Json;

        Assert.False(answer.GetProperty("openai_api_key_set").GetBoolean());
        Assert.Equal("secret_cleared", answer.GetProperty("warnings")[0].GetProperty("code").GetString());
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
}
