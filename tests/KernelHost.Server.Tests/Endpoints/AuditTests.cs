using System.Net;
using KernelHost.Security;

namespace KernelHost.Server.Tests.Endpoints;

public sealed class AuditTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Every_change_is_on_record_newest_first()
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));
        using var admin = fixture.Server.Client(key);
        await admin.TryPostAsync($"/api/v1/organizations/{slug}/keys", new { name = "second", role = "member" });

        var log = (await admin.TryGetAsync("/api/v1/admin/audit")).Json.GetProperty("items").EnumerateArray().ToArray();

        Assert.Equal(["key.created", "key.created", "organization.created"], log.Select(entry => entry.GetProperty("kind").GetString()));
        Assert.Equal("org-admin", log[0].GetProperty("actor").GetProperty("role").GetString());
        Assert.Equal("127.0.0.1", log[0].GetProperty("actor").GetProperty("address").GetString());
        Assert.Equal("null", log[2].GetProperty("actor").GetRawText());
        Assert.EndsWith("Z", log[0].GetProperty("time").GetString(), StringComparison.Ordinal);
        Assert.Equal(log[1].GetProperty("hash").GetString(), log[0].GetProperty("previous_hash").GetString());
        Assert.Equal(3, log[0].GetProperty("sequence").GetInt32());
        Assert.False(log[0].TryGetProperty("organization", out _));
    }

    [Fact]
    public async Task It_comes_in_pages()
    {
        var (_, key) = await fixture.Server.CreateTenantKeyAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));
        using var admin = fixture.Server.Client(key);

        var first = await admin.TryGetAsync("/api/v1/admin/audit?limit=1");
        var second = await admin.TryGetAsync($"/api/v1/admin/audit?limit=1&cursor={first.Json.GetProperty("next_cursor").GetString()}");

        Assert.Equal("key.created", first.Json.GetProperty("items")[0].GetProperty("kind").GetString());
        Assert.Equal("organization.created", second.Json.GetProperty("items")[0].GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("/api/v1/admin/audit")]
    [InlineData("/api/v1/admin/audit/export")]
    [InlineData("/api/v1/admin/audit/verify")]
    public async Task Members_do_not_see_it(string path)
    {
        using var member = await fixture.Server.CreateTenantAsync(Tenants.Embedded());

        Assert.Equal(HttpStatusCode.Forbidden, (await member.TryGetAsync(path)).Status);
    }

    [Theory]
    [InlineData("/api/v1/admin/audit?all=true")]
    [InlineData("/api/v1/admin/audit/export?all=true")]
    [InlineData("/api/v1/admin/audit/verify?all=true")]
    public async Task All_organisations_are_for_system_admins_only(string path)
    {
        using var admin = await fixture.Server.CreateTenantAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));

        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), ((await admin.TryGetAsync(path)) is var answer ? (answer.Status, answer.Code) : default));
        Assert.Equal(HttpStatusCode.OK, (await fixture.Server.Admin.TryGetAsync(path)).Status);
    }

    [Fact]
    public async Task It_is_asked_by_actor_kind_subject_and_time()
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));
        using var admin = fixture.Server.Client(key);
        await admin.TryPutAsync($"/api/v1/organizations/{slug}/config", new { });
        var made = await admin.TryPostAsync($"/api/v1/organizations/{slug}/keys", new { name = "second", role = "member" });
        var log = (await admin.TryGetAsync("/api/v1/admin/audit")).Json.GetProperty("items");
        var (actor, time) = (log[0].GetProperty("actor").GetProperty("key_id").GetString(), log[1].GetProperty("time").GetString());

        Assert.Equal(["key.created", "config.changed"], await KindsAsync(admin, $"actor={actor}"));
        Assert.Equal(["config.changed"], await KindsAsync(admin, "kind=config.changed"));
        Assert.Equal(["key.created", "key.created"], await KindsAsync(admin, "kind=key.*"));
        Assert.Equal(["key.created"], await KindsAsync(admin, $"subject={made.Json.GetProperty("id").GetString()}"));
        Assert.Equal("config.changed", (await KindsAsync(admin, $"from={time}"))[^1]);
        Assert.DoesNotContain("config.changed", await KindsAsync(admin, $"to={time}"));
        Assert.Empty(await KindsAsync(admin, "from=2001-01-01T00:00:00%2B01:00&to=2001-01-02T00:00:00Z"));
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2026-01-01", "from")]
    [InlineData("from=2026-01-01T00:00:00", "from")]
    [InlineData("to=2026-13-01T00:00:00Z", "to")]
    [InlineData("from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "from")]
    [InlineData("actor=bob", "actor")]
    [InlineData("kind=*", "kind")]
    [InlineData("kind=config*", "kind")]
    [InlineData("kind='%20OR%201=1", "kind")]
    [InlineData("subject=%00", "subject")]
    [InlineData("all=perhaps", "all")]
    [InlineData("cursor=AAAA", "cursor")]
    [InlineData("cursor=!", "cursor")]
    [InlineData("limit=0", "limit")]
    public async Task A_bad_value_is_a_400_that_names_it(string query, string parameter)
    {
        var answer = await fixture.Server.Admin.TryGetAsync($"/api/v1/admin/audit?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains($"\"{parameter}\"", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_system_admin_sees_one_organisation_or_all_with_their_names()
    {
        var (slug, _) = await fixture.Server.CreateTenantKeyAsync(Tenants.Embedded());
        using var picked = fixture.Server.Client(KernelHostServer.AdminKey, slug);

        var one = (await picked.TryGetAsync("/api/v1/admin/audit")).Json.GetProperty("items").EnumerateArray().ToArray();
        var all = (await fixture.Server.Admin.TryGetAsync("/api/v1/admin/audit?all=true&limit=2")).Json.GetProperty("items").EnumerateArray().ToArray();

        Assert.Equal(["key.created", "organization.created"], one.Select(entry => entry.GetProperty("kind").GetString()));
        Assert.All(all, entry => Assert.Equal(slug, entry.GetProperty("organization").GetString()));
    }

    [Fact]
    public async Task A_new_organisation_of_a_purged_ones_name_does_not_see_the_log_of_the_old_one()
    {
        var (slug, _) = await fixture.Server.CreateTenantKeyAsync(Tenants.Embedded());
        await fixture.Server.Admin.TryDeleteAsync($"/api/v1/organizations/{slug}?purge=true");
        await fixture.Server.Admin.TryPostAsync("/api/v1/organizations", new { slug, name = "Another" });
        using var admin = fixture.Server.Client(await fixture.Server.CreateKeyAsync(slug, new("admin", Role.OrgAdmin)));
        using var system = fixture.Server.Client(KernelHostServer.AdminKey, slug);

        Assert.Equal(["key.created", "organization.created"], await KindsAsync(admin, "from=2001-01-01T00:00:00Z"));
        Assert.Equal(["key.created", "organization.created", "organization.purged", "key.created", "organization.created"], await KindsAsync(system, ""));
        Assert.True((await admin.TryGetAsync("/api/v1/admin/audit/verify")).Json.GetProperty("intact").GetBoolean());
    }

    [Theory]
    [InlineData("", "null")]
    [InlineData("?format=yaml", "\"default\"")]
    public async Task A_copy_of_the_config_that_leaves_the_host_is_on_record(string query, string setup)
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));
        using var admin = fixture.Server.Client(key);

        await admin.TryGetAsync($"/api/v1/organizations/{slug}/export{query}");

        var entry = (await admin.TryGetAsync("/api/v1/admin/audit?kind=config.exported")).Json.GetProperty("items")[0];
        Assert.Equal((1, setup), (entry.GetProperty("data").GetProperty("version").GetInt32(), entry.GetProperty("data").GetProperty("setup").GetRawText()));
    }

    [Fact]
    public async Task Refusals_leave_no_entry()
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));
        using var admin = fixture.Server.Client(key);
        using var wrong = fixture.Server.Client("kh_wrong");

        await wrong.TryGetAsync("/api/v1/admin/audit");
        await admin.TryPutAsync($"/api/v1/organizations/{slug}/config", new { setups = 7 });
        await admin.TryPutAsync($"/api/v1/organizations/{slug}/config", new { }, ifMatch: "\"99\"");
        await admin.TryPostAsync($"/api/v1/organizations/{slug}/keys", new { name = "x", role = "system-admin" });

        Assert.Equal(["key.created", "organization.created"], await KindsAsync(admin, ""));
    }

    private static async Task<IReadOnlyList<string>> KindsAsync(HttpClient admin, string query) =>
        [.. (await admin.TryGetAsync($"/api/v1/admin/audit?{query}")).Json.GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("kind").GetString() ?? "")];
}
