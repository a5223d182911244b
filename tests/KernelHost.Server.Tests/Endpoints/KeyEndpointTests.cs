using System.Net;
using KernelHost.Security;

namespace KernelHost.Server.Tests.Endpoints;

public sealed class KeyEndpointTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly HttpClient _admin = fixture.Server.Admin;

    [Fact]
    public async Task A_new_key_works_and_is_shown_once()
    {
        var path = await NewOrganizationAsync();

        var created = await _admin.TryPostAsync(path, new { name = "ci", role = "org-admin", subject = "build", models = new[] { "default" }, expires_at = "2999-01-01T00:00:00Z" });
        var key = created.Json.GetProperty("key").GetString();
        using var client = fixture.Server.Client(key);

        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal($"{path}/{created.Json.GetProperty("id").GetString()}", created.Headers.Location?.OriginalString);
        Assert.Equal("2999-01-01T00:00:00Z", created.Json.GetProperty("expires_at").GetString());
        Assert.Equal(HttpStatusCode.OK, (await client.TryGetAsync(path)).Status);
        Assert.DoesNotContain(key!, (await _admin.TryGetAsync(path)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_can_be_read_where_its_creation_said_without_its_secret()
    {
        var created = await _admin.TryPostAsync(await NewOrganizationAsync(), new { name = "ci", role = "member" });

        var read = await _admin.TryGetAsync(created.Headers.Location?.OriginalString ?? "");

        Assert.Equal((HttpStatusCode.OK, "ci"), (read.Status, read.Json.GetProperty("name").GetString()));
        Assert.False(read.Json.TryGetProperty("key", out _));
    }

    [Theory]
    [InlineData("""{"name": "more", "role": "member"}""", "$.models")]
    [InlineData("""{"name": "more", "role": "member", "models": ["default", "small-fast"]}""", "$.models")]
    [InlineData("""{"name": "less", "role": "member", "models": ["default"]}""", null)]
    public async Task A_limited_key_makes_no_key_that_may_do_more(string wanted, string? path)
    {
        var keys = await NewOrganizationAsync();
        var limited = await _admin.TryPostAsync(keys, new { name = "limited", role = "org-admin", models = new[] { "default" } });
        using var client = fixture.Server.Client(limited.Json.GetProperty("key").GetString());

        var answer = await client.TryPostAsync(keys, System.Text.Json.JsonElement.Parse(wanted));

        Assert.Equal(path is null ? HttpStatusCode.Created : HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal(path, path is null ? null : answer.Json.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_revoked_key_stops_at_once()
    {
        var path = await NewOrganizationAsync();
        var created = await _admin.TryPostAsync(path, new { name = "short", role = "org-admin" });
        using var client = fixture.Server.Client(created.Json.GetProperty("key").GetString());

        var revoked = await _admin.TryDeleteAsync($"{path}/{created.Json.GetProperty("id").GetString()}");

        Assert.Equal(HttpStatusCode.NoContent, revoked.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.TryGetAsync(path)).Status);
        Assert.Equal("key_not_found", (await _admin.TryDeleteAsync($"{path}/{created.Json.GetProperty("id").GetString()}")).Code);
    }

    [Theory]
    [InlineData("""{"role":"member"}""", 422, "required", "$.name")]
    [InlineData("""{"name":"x"}""", 422, "required", "$.role")]
    [InlineData("""{"name":"","role":"member"}""", 422, "invalid_name", "$.name")]
    [InlineData("""{"name":"x","role":"king"}""", 422, "invalid_role", "$.role")]
    [InlineData("""{"name":"x","role":"system-admin"}""", 403, "role_not_allowed", "$.role")]
    [InlineData("""{"name":"x","role":"member","setup":"no-such"}""", 422, "setup_not_found", "$.setup")]
    [InlineData("""{"name":"x","role":"member","expires_at":"2001-01-01T00:00:00Z"}""", 422, "expired", "$.expires_at")]
    [InlineData("""{"name":"x","role":"member","expires_at":"tomorrow"}""", 400, "wrong_type", "$.expires_at")]
    [InlineData("""{"name":"x","role":"member","models":"gpt-4o"}""", 400, "wrong_type", "$.models")]
    [InlineData("""{"name":"x","role":"member","models":["gpt-4o",7]}""", 400, "wrong_type", "$.models[1]")]
    [InlineData("""{"name":"x","role":"member","models":["gpt-4o",null]}""", 422, "invalid_models", "$.models")]
    [InlineData("""{"name":"x","role":"member","modles":["gpt-4o"]}""", 400, "unknown_member", "$.modles")]
    public async Task A_bad_key_is_refused_with_the_member_named(string body, int status, string code, string path)
    {
        var keys = await NewOrganizationAsync();

        var answer = await _admin.TryPostAsync(keys, body);

        Assert.Equal((status, code), ((int)answer.Status, answer.Code));
        Assert.Equal(path, answer.Json.GetProperty("errors")[0].GetProperty("path").GetString());
        Assert.Equal(0, (await _admin.TryGetAsync(keys)).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task An_org_admin_makes_keys_for_its_own_organisation_only()
    {
        var (own, key) = await fixture.Server.CreateTenantKeyAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));
        using var admin = fixture.Server.Client(key);
        var foreign = await NewOrganizationAsync();

        Assert.Equal(HttpStatusCode.Created, (await admin.TryPostAsync($"/api/v1/organizations/{own}/keys", new { name = "x", role = "member" })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.TryPostAsync(foreign, new { name = "x", role = "member" })).Status);
    }

    [Fact]
    public async Task Keys_of_an_unknown_organisation_are_not_there() =>
        Assert.Equal("organization_not_found", (await _admin.TryGetAsync("/api/v1/organizations/no-such/keys")).Code);

    private async Task<string> NewOrganizationAsync()
    {
        var slug = $"keys-{Guid.NewGuid():N}";
        await _admin.TryPostAsync("/api/v1/organizations", new { slug, name = slug });
        return $"/api/v1/organizations/{slug}/keys";
    }
}
