using KernelHost.Security;

namespace KernelHost.Server.Tests.Endpoints;

public sealed class ConfigureFallbackTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Path = "/api/v1/admin/configure-fallback";

    [Fact]
    public async Task Fallback_is_configured_in_one_request()
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));
        using var admin = fixture.Server.Client(key);

        var answer = await admin.TryPostAsync(Path, new
        {
            enabled = true,
            primary = new { provider = "embedded", model = "extractive-mini" },
            fallback = "embedded/extractive",
            fallback_triggers = new[] { "rate_limit", "error" },
            revert_after = "45s",
        });

        var setup = (await admin.TryGetAsync($"/api/v1/organizations/{slug}/config")).Json.GetProperty("setups").GetProperty("default");
        Assert.Equal("""
            {"status":"success","message":"A call of embedded/extractive-mini that fails moves to embedded/extractive, then to the setup's other configured defaults.","will_fallback_on":["rate_limit","error"],"warnings":[]}
            """, answer.Text);
        Assert.Equal("extractive-mini", setup.GetProperty("global_default_model").GetProperty("model").GetString());
        Assert.Equal("45s", setup.GetProperty("fallback").GetProperty("revert_after").GetString());
        Assert.Equal("fallback.configured", (await admin.TryGetAsync($"/api/v1/organizations/{slug}/config/versions")).Json.GetProperty("items")[0].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task What_is_left_out_stays_and_off_is_off()
    {
        using var admin = await NewAdminAsync();
        await admin.TryPostAsync(Path, new { enabled = true, fallback = new[] { "embedded/extractive-mini" }, fallback_triggers = new[] { "timeout" } });

        var off = (await admin.TryPostAsync(Path, new { enabled = false })).Json;
        var on = (await admin.TryPostAsync(Path, new { enabled = true })).Json;

        Assert.Equal(0, off.GetProperty("will_fallback_on").GetArrayLength());
        Assert.Equal("timeout", Assert.Single(on.GetProperty("will_fallback_on").EnumerateArray()).GetString());
        Assert.Contains("embedded/extractive-mini", on.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_told()
    {
        using var admin = await NewAdminAsync();

        var warnings = (await admin.TryPostAsync($"{Path}?dry_run=true", new { enabled = true, primary = "embedded/none", fallback = "openai/gpt-4o" })).Json.GetProperty("warnings");

        Assert.Equal(["$.fallback[0]", "$.primary"], warnings.EnumerateArray().Select(one => one.GetProperty("path").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal("\"1\"", (await admin.TryGetAsync("/api/v1/admin/settings/api")).ETag);
    }

    [Theory]
    [InlineData("""{}""", 422, "$.enabled")]
    [InlineData("""{"enabled":"yes"}""", 400, "$.enabled")]
    [InlineData("""{"enabled":true,"primary":"\ud800"}""", 422, "$.primary")]
    [InlineData("""{"enabled":true,"fallback":[{"provider":"embedded","model":"\ud800"}]}""", 422, "$.fallback[0]")]
    [InlineData("""{"enabled":true,"fallback_triggers":[null]}""", 422, "$.fallback_triggers")]
    [InlineData("""{"enabled":true,"primary":"gpt-4o"}""", 422, "$.primary")]
    [InlineData("""{"enabled":true,"fallback":["embedded/extractive",7]}""", 422, "$.fallback[1]")]
    [InlineData("""{"enabled":true,"fallback":{"provider":"embedded"}}""", 422, "$.fallback")]
    [InlineData("""{"enabled":true,"fallback_triggers":["fire"]}""", 422, "$.fallback_triggers[0]")]
    [InlineData("""{"enabled":true,"fallback_triggers":"error"}""", 400, "$.fallback_triggers")]
    [InlineData("""{"enabled":true,"revert_after":"soon"}""", 422, "$.revert_after")]
    [InlineData("""{"enabled":true,"falback":"x"}""", 400, "$.falback")]
    public async Task A_bad_request_is_refused_with_the_member_named(string body, int status, string path)
    {
        using var admin = await NewAdminAsync();

        var answer = await admin.TryPostAsync(Path, body);

        Assert.Equal((status, path), ((int)answer.Status, answer.Json.GetProperty("errors")[0].GetProperty("path").GetString()));
    }

    private Task<HttpClient> NewAdminAsync() => fixture.Server.CreateTenantAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));
}
