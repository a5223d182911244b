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
    [InlineData("""{"name":"x","role":"member","models":[]}""", 422, "invalid_models", "$.models")]
    [InlineData("""{"name":"x","role":"member","limits":{"requests_per_minute":0}}""", 422, "out_of_range", "$.limits.requests_per_minute")]
    [InlineData("""{"name":"x","role":"member","limits":{"concurrent_requests":-1}}""", 422, "out_of_range", "$.limits.concurrent_requests")]
    [InlineData("""{"name":"x","role":"member","limits":{"requests":5}}""", 400, "unknown_member", "$.limits.requests")]
    [InlineData("""{"name":"x","role":"member","limits":5}""", 400, "wrong_type", "$.limits")]
    [InlineData("""{"name":"x","role":"member","modles":["gpt-4o"]}""", 400, "unknown_member", "$.modles")]
    public async Task A_bad_key_is_refused_with_the_member_named(string body, int status, string code, string path)
    {
        var keys = await NewOrganizationAsync();

        var answer = await _admin.TryPostAsync(keys, body);

        Assert.Equal((status, code), ((int)answer.Status, answer.Code));
        Assert.Equal(path, answer.Json.GetProperty("errors")[0].GetProperty("path").GetString());
        Assert.Equal(0, (await _admin.TryGetAsync(keys)).Json.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"name":""}""", 422, "invalid_name", "$.name")]
    [InlineData("""{"name":null}""", 422, "required", "$.name")]
    [InlineData("""{"setup":"no-such"}""", 422, "setup_not_found", "$.setup")]
    [InlineData("""{"expires_at":"2001-01-01T00:00:00Z"}""", 422, "expired", "$.expires_at")]
    [InlineData("""{"models":[]}""", 422, "invalid_models", "$.models")]
    [InlineData("""{"limits":{"requests_per_minute":0}}""", 422, "out_of_range", "$.limits.requests_per_minute")]
    [InlineData("""{"role":"system-admin"}""", 400, "unknown_member", "$.role")]
    public async Task A_bad_change_is_refused_with_the_member_named_and_changes_nothing(string body, int status, string code, string path)
    {
        var (_, address, _) = await NewKeyAsync();
        var before = (await _admin.TryGetAsync(address)).Text;

        var answer = await _admin.TryPatchAsync(address, body);

        Assert.Equal((status, code, path), ((int)answer.Status, answer.Code, answer.Json.GetProperty("errors")[0].GetProperty("path").GetString()));
        Assert.Equal(before, (await _admin.TryGetAsync(address)).Text);
    }

    [Fact]
    public async Task What_a_change_leaves_out_stays_and_null_takes_a_restriction_away()
    {
        var (_, address, _) = await NewKeyAsync("""{"name": "ci", "role": "member", "models": ["default"], "limits": {"requests_per_minute": 5}, "expires_at": "2999-01-01T00:00:00Z"}""");

        var answer = await _admin.TryPatchAsync(address, """{"name": "new", "models": null, "expires_at": null}""");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("new null null 5", string.Join(' ', answer.Json.GetProperty("name").GetString(), answer.Json.GetProperty("models").GetRawText(),
            answer.Json.GetProperty("expires_at").GetRawText(), answer.Json.GetProperty("limits").GetProperty("requests_per_minute").GetRawText()));
    }

    [Theory]
    [InlineData("""{"models": null}""", "$.models")]
    [InlineData("""{"models": ["default", "small-fast"]}""", "$.models")]
    [InlineData("""{"limits": null}""", "$.limits.requests_per_minute")]
    [InlineData("""{"limits": {"requests_per_minute": 6, "concurrent_requests": 2}}""", "$.limits.requests_per_minute")]
    [InlineData("""{"limits": {"requests_per_minute": 5}}""", "$.limits.concurrent_requests")]
    [InlineData("""{"expires_at": null}""", "$.expires_at")]
    [InlineData("""{"expires_at": "2999-01-02T00:00:00Z"}""", "$.expires_at")]
    [InlineData("""{"limits": {"requests_per_minute": 4, "concurrent_requests": 1}, "expires_at": "2998-01-01T00:00:00Z"}""", null)]
    public async Task A_limited_key_widens_no_key_itself_least(string change, string? path)
    {
        var (_, address, key) = await NewKeyAsync(
            """{"name": "limited", "role": "org-admin", "models": ["default"], "limits": {"requests_per_minute": 5, "concurrent_requests": 2}, "expires_at": "2999-01-01T00:00:00Z"}""");
        using var client = fixture.Server.Client(key);

        var answer = await client.TryPatchAsync(address, change);

        Assert.Equal(path is null ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal(path, path is null ? null : answer.Json.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_rotated_key_goes_on_for_the_overlap_and_its_successor_is_named()
    {
        var (keys, address, key) = await NewKeyAsync(new { name = "ci", role = "org-admin", limits = new { concurrent_requests = 3 } });

        var rotated = await _admin.TryPostAsync($"{address}/rotate", new { overlap = "30m" });
        using var old = fixture.Server.Client(key);
        using var next = fixture.Server.Client(rotated.Json.GetProperty("key").GetString());

        Assert.Equal(HttpStatusCode.Created, rotated.Status);
        Assert.EndsWith(rotated.Json.GetProperty("replaces").GetString() ?? "-", address, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), ((await old.TryGetAsync(keys)).Status, (await next.TryGetAsync(keys)).Status));
        Assert.Equal(rotated.Json.GetProperty("id").GetString(), (await next.TryGetAsync(address)).Json.GetProperty("replaced_by").GetString());
        Assert.Equal("already_rotated", (await _admin.TryPostAsync($"{address}/rotate", new { })).Code);
    }

    [Fact]
    public async Task Rotated_with_no_overlap_the_old_key_stops_with_the_next_request()
    {
        var (keys, address, key) = await NewKeyAsync();
        using var old = fixture.Server.Client(key);
        Assert.Equal(HttpStatusCode.OK, (await old.TryGetAsync(keys)).Status);

        var rotated = await _admin.TryPostAsync($"{address}/rotate", new { overlap = "0s" });

        Assert.Equal(HttpStatusCode.Created, rotated.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await old.TryGetAsync(keys)).Status);
    }

    [Fact]
    public async Task Without_a_body_the_overlap_is_a_day()
    {
        var (_, address, _) = await NewKeyAsync();

        using var rotated = await _admin.PostAsync(new Uri($"{address}/rotate", UriKind.Relative), null);

        Assert.Equal(HttpStatusCode.Created, rotated.StatusCode);
        var left = (await _admin.TryGetAsync(address)).Json.GetProperty("expires_at").GetDateTimeOffset() - DateTimeOffset.UtcNow;
        Assert.InRange(left, TimeSpan.FromHours(23), TimeSpan.FromHours(24));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-1h")]
    [InlineData("25h")]
    public async Task An_overlap_is_a_duration_of_at_most_a_day(string overlap)
    {
        var (_, address, _) = await NewKeyAsync();

        var answer = await _admin.TryPostAsync($"{address}/rotate", new { overlap });

        Assert.Equal((422, "invalid_overlap"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_limited_key_rotates_no_key_that_may_do_more()
    {
        var (keys, address, _) = await NewKeyAsync();
        var limited = await _admin.TryPostAsync(keys, new { name = "limited", role = "org-admin", models = new[] { "default" } });
        using var client = fixture.Server.Client(limited.Json.GetProperty("key").GetString());

        var foreign = await client.TryPostAsync($"{address}/rotate", new { overlap = "0s" });
        var own = await client.TryPostAsync($"{keys}/{limited.Json.GetProperty("id").GetString()}/rotate", new { });

        Assert.Equal((HttpStatusCode.Forbidden, "exceeds_own_limits"), (foreign.Status, foreign.Code));
        Assert.Equal(HttpStatusCode.Created, own.Status);
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

    private async Task<(string Keys, string Address, string? Key)> NewKeyAsync(object? wanted = null)
    {
        var keys = await NewOrganizationAsync();
        var created = await _admin.TryPostAsync(keys, wanted ?? new { name = "ci", role = "org-admin" });
        return (keys, created.Headers.Location?.OriginalString ?? "", created.Json.GetProperty("key").GetString());
    }

    private async Task<string> NewOrganizationAsync()
    {
        var slug = $"keys-{Guid.NewGuid():N}";
        await _admin.TryPostAsync("/api/v1/organizations", new { slug, name = slug });
        return $"/api/v1/organizations/{slug}/keys";
    }
}
