using System.Net;
using System.Text.Json.Nodes;
using KernelHost.Organizations;
using KernelHost.Security;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Server.Tests.Auth;

public sealed class KeyTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string OfSystem = "/api/v1/organizations/system/config";

    private readonly KernelHostServer _server = fixture.Server;

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer ")]
    [InlineData("Bearer kh_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Basic dGVzdDp0ZXN0")]
    [InlineData("test-admin-key")]
    public async Task Whatever_is_wrong_with_a_key_the_answer_is_the_same(string? authorization)
    {
        using var client = _server.Client(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        var answer = await client.TryGetAsync(OfSystem);

        var body = JsonNode.Parse(answer.Text)!.AsObject();
        body.Remove("trace_id");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
        Assert.Equal("""{"type":"about:blank","title":"Unauthorized","status":401,"detail":"A valid API key is required: send it as \"Authorization: Bearer <key>\".","code":"invalid_api_key"}""", body.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Fact]
    public async Task Under_v1_a_wrong_key_is_told_in_OpenAIs_envelope()
    {
        using var client = _server.Client("wrong");

        var answer = await client.TryGetAsync("/v1/models");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("invalid_api_key", answer.Json.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_admin_header_carries_a_key_too()
    {
        using var client = _server.Client(null);
        client.DefaultRequestHeaders.Add("X-Admin-Token", KernelHostServer.AdminKey);

        Assert.Equal(HttpStatusCode.OK, (await client.TryGetAsync(OfSystem)).Status);
    }

    [Fact]
    public async Task A_member_key_is_forbidden_to_administer()
    {
        var (slug, key) = await _server.CreateTenantKeyAsync(Tenants.Embedded());
        using var member = _server.Client(key);

        var answer = await member.TryGetAsync($"/api/v1/organizations/{slug}/config");

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal("forbidden", answer.Code);
    }

    [Fact]
    public async Task Another_organisations_things_are_not_there()
    {
        var (own, key) = await _server.CreateTenantKeyAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));
        var (other, _) = await _server.CreateTenantKeyAsync(Tenants.Embedded());
        using var admin = _server.Client(key);

        var foreign = await admin.TryGetAsync($"/api/v1/organizations/{other}/config");
        var missing = await admin.TryGetAsync("/api/v1/organizations/no-such/config");

        Assert.Equal(HttpStatusCode.OK, (await admin.TryGetAsync($"/api/v1/organizations/{own}/config")).Status);
        Assert.Equal((HttpStatusCode.NotFound, "organization_not_found"), (foreign.Status, foreign.Code));
        Assert.Equal((HttpStatusCode.NotFound, "organization_not_found"), (missing.Status, missing.Code));
    }

    [Fact]
    public async Task Only_a_system_admin_picks_an_organisation()
    {
        var (slug, _) = await _server.CreateTenantKeyAsync(Tenants.Embedded());
        var (_, key) = await _server.CreateTenantKeyAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));
        using var system = _server.Client(KernelHostServer.AdminKey, slug);
        using var lost = _server.Client(KernelHostServer.AdminKey, "no-such");
        using var foreign = _server.Client(key, slug);

        var audit = await system.TryGetAsync("/api/v1/admin/audit");

        Assert.Contains(audit.Json.GetProperty("items").EnumerateArray(), entry => entry.GetProperty("subject").GetString() == slug);
        Assert.Equal(HttpStatusCode.NotFound, (await lost.TryGetAsync("/api/v1/admin/audit")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await foreign.TryGetAsync("/api/v1/admin/audit")).Status);
    }

    [Fact]
    public async Task Open_endpoints_do_not_care_which_organisation_is_picked()
    {
        using var lost = _server.Client(KernelHostServer.AdminKey, "no-such");

        Assert.Equal(HttpStatusCode.OK, (await lost.TryGetAsync("/healthz")).Status);
        Assert.Equal(HttpStatusCode.OK, (await lost.TryGetAsync("/openapi/v1.json")).Status);
        Assert.Equal("not_found", (await lost.TryGetAsync("/nowhere")).Code);
    }

    [Fact]
    public async Task A_system_admin_calls_models_of_the_organisation_it_picks()
    {
        var (slug, _) = await _server.CreateTenantKeyAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));
        using var system = _server.Client(KernelHostServer.AdminKey, slug);

        Assert.Contains("openai/gpt-4o", (await system.TryGetAsync("/v1/models")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suspended_organisations_keys_are_told_so()
    {
        var (slug, key) = await _server.CreateTenantKeyAsync(Tenants.Embedded());
        await _server.Services.GetRequiredService<OrganizationDirectory>().UpdateAsync(slug, new(Status: OrganizationStatus.Suspended), Actor.Host);
        using var member = _server.Client(key);

        var answer = await member.TryGetAsync("/v1/models");

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal("organization_suspended", answer.Json.GetProperty("error").GetProperty("code").GetString());
    }
}
