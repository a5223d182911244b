using System.Text.RegularExpressions;
using KernelHost.Security;
using KernelHost.Server.Tests.Chat;

namespace KernelHost.Server.Tests.Endpoints;

public sealed class ModelStatusTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Path = "/api/v1/admin/model-status";

    private static readonly object Hello = new { messages = new[] { new { role = "user", content = "Hello" } } };

    [Fact]
    public async Task The_current_default_as_it_is_sent()
    {
        using var admin = await fixture.Server.CreateTenantAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));

        var answer = await admin.TryGetAsync(Path);

        Assert.Equal("""
            {"role":"default","provider":"embedded","model":"extractive","base_url":null,"status":"active","reason":null,"fallback_reason":null,"tokens_used":0,"tokens_limit":null,"tokens_since":"T","fallback_available":false,"fallback_provider":null,"fallback_model":null,"cooldown_until":null,"override":null}
            """, Regex.Replace(answer.Text, "\"\\d{4}-[^\"]+Z\"", "\"T\""));
    }

    [Fact]
    public async Task The_small_fast_one_is_asked_for_by_its_role()
    {
        using var admin = await fixture.Server.CreateTenantAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));

        Assert.Equal("extractive-mini", (await admin.TryGetAsync($"{Path}?role=small-fast")).Json.GetProperty("model").GetString());
        Assert.Equal("invalid_parameter", (await admin.TryGetAsync($"{Path}?role=big")).Code);
    }

    [Fact]
    public async Task Tokens_are_counted_for_the_model_that_used_them()
    {
        using var admin = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"), new("admin", Role.OrgAdmin));
        using var answer = await admin.PostAsync(Calls.ChatPath, Hello);
        using var streamed = await admin.PostAsync(Calls.ChatPath, new { stream = true, messages = new[] { new { role = "user", content = "Hello" } } });
        await streamed.Content.ReadAsStringAsync();

        var used = (await admin.TryGetAsync(Path)).Json.GetProperty("tokens_used").GetInt64();

        Assert.Equal(2 * System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("usage").GetProperty("total_tokens").GetInt64(), used);
    }

    [Fact]
    public async Task A_rate_limit_shows_until_when_and_who_stands_in()
    {
        using var admin = await NewAdminWithStandInAsync("limited-1");
        fixture.Upstream.Fail("limited-1", "429-retry-30");
        using var _ = await admin.PostAsync(Calls.ChatPath, Hello);

        var status = (await admin.TryGetAsync(Path)).Json;

        Assert.Equal(("limited-1", "rate_limited"), (status.GetProperty("model").GetString(), status.GetProperty("status").GetString()));
        Assert.InRange(status.GetProperty("cooldown_until").GetDateTime() - DateTime.UtcNow, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(31));
        Assert.Equal((true, "embedded", "extractive"), (status.GetProperty("fallback_available").GetBoolean(), status.GetProperty("fallback_provider").GetString(), status.GetProperty("fallback_model").GetString()));
    }

    [Theory]
    [InlineData("500", "error")]
    [InlineData("401", "error")]
    [InlineData("404", "error")]
    [InlineData("400", "active")]
    [InlineData("content-filter", "active")]
    public async Task The_last_failure_counts_unless_it_was_the_callers_own(string fault, string expected)
    {
        var model = $"faulty-{fault}";
        using var admin = await NewAdminWithStandInAsync(model);
        fixture.Upstream.Fail(model, fault);
        using var _ = await admin.PostAsync(Calls.ChatPath, Hello);

        Assert.Equal(expected, (await admin.TryGetAsync(Path)).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Where_nothing_can_serve_the_status_is_an_error()
    {
        using var admin = await fixture.Server.CreateTenantAsync(new { is_default = true }, new("admin", Role.OrgAdmin));

        var status = (await admin.TryGetAsync(Path)).Json;

        Assert.Equal(("error", "null"), (status.GetProperty("status").GetString(), status.GetProperty("model").GetRawText()));
    }

    private Task<HttpClient> NewAdminWithStandInAsync(string model) => fixture.Server.CreateTenantAsync(new
    {
        is_default = true,
        global_default_model = new { provider = "openai", model },
        providers = new { openai = Tenants.OpenAiProvider(fixture.Upstream, Tenants.OpenAiKey, model), embedded = new { models = new[] { "extractive" } } },
        fallback = new { models = new[] { new { provider = "embedded", model = "extractive" } } },
    }, new("admin", Role.OrgAdmin));
}
