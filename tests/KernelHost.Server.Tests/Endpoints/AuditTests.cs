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
        Assert.Equal("null", log[2].GetProperty("actor").GetRawText());
        Assert.EndsWith("Z", log[0].GetProperty("time").GetString(), StringComparison.Ordinal);
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

    [Fact]
    public async Task Members_do_not_see_it()
    {
        using var member = await fixture.Server.CreateTenantAsync(Tenants.Embedded());

        Assert.Equal(HttpStatusCode.Forbidden, (await member.TryGetAsync("/api/v1/admin/audit")).Status);
    }
}
