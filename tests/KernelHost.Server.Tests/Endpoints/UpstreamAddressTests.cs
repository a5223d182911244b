using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using KernelHost.Security;

namespace KernelHost.Server.Tests.Endpoints;

/// <summary>Whose word an address is (contract, section 7), over HTTP.</summary>
public sealed class UpstreamAddressTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly object Question = new { messages = new[] { new { role = "user", content = "Hi" } } };

    [Fact]
    public async Task The_same_address_is_a_system_admins_to_set_and_not_an_org_admins()
    {
        var tenant = await NewTenantAsync(Tenants.Embedded());
        var config = Config(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        var refused = await tenant.Admin.TryPutAsync(tenant.Path, config);
        var tried = await tenant.Admin.TryPutAsync($"{tenant.Path}?dry_run=true", config);
        var accepted = await fixture.Server.Admin.TryPutAsync(tenant.Path, config);

        Assert.Equal([HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity, HttpStatusCode.OK], new[] { refused, tried, accepted }.Select(answer => answer.Status));
        var error = Assert.Single(refused.Json.GetProperty("errors").EnumerateArray());
        Assert.Equal(("$.setups.default.providers.openai.base_url", "upstream_not_allowed"), (error.GetProperty("path").GetString(), error.GetProperty("code").GetString()));
        Assert.Contains("Security:AllowedUpstreams", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await tenant.Admin.TryPostAsync("/v1/chat/completions", Question)).Status);
    }

    [Fact]
    public async Task An_org_admins_read_edit_write_leaves_a_trusted_address_working()
    {
        var tenant = await NewTenantAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));
        var config = JsonNode.Parse((await tenant.Admin.TryGetAsync(tenant.Path)).Text)!;
        config["setups"]!["default"]!["name"] = "Renamed";

        var written = await tenant.Admin.TryPutAsync(tenant.Path, config.ToJsonString());
        var answer = await tenant.Admin.TryPostAsync("/v1/chat/completions", Question);

        Assert.Equal((HttpStatusCode.OK, 2), (written.Status, written.Json.GetProperty("version").GetInt32()));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.DoesNotContain("trust", written.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("ollama", "localhost:11434")]
    [InlineData("universal", "127.0.0.1:11540")]
    public async Task A_kinds_own_address_is_no_way_around_the_list(string kind, string host)
    {
        var tenant = await NewTenantAsync(Tenants.Embedded());

        var answer = await tenant.Admin.TryPutAsync(tenant.Path, $$"""{"setups":{"default":{"providers":{"{{kind}}":{"models":["m"]} } } } }""");

        Assert.Contains($"\"{host}\"", answer.Json.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_error_is_told_at_once()
    {
        var tenant = await NewTenantAsync(Tenants.Embedded());

        var answer = await tenant.Admin.TryPutAsync(tenant.Path, """
            {"setups":{"default":{"providers":{"mystery":{"base_url":"http://10.0.0.1"},"openai":{"enabled":"yes","base_url":"http://10.0.0.2"},"groq":{"base_url":7},
            "anthropic":{"base_url":"http://10.0.0.3/#x"} },
            "knowledge_base":{"server_url":"http://10.0.0.4"},"mcp":{"servers":[{"name":"db","transport":"http","base_url":"http://10.0.0.5/mcp"}]} } } }
            """);

        var errors = answer.Json.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("path").GetString()} {error.GetProperty("code").GetString()}").Order().ToArray();
        Assert.Equal(
        [
            "$.setups.default.knowledge_base.server_url upstream_not_allowed",
            "$.setups.default.mcp.servers['db'].base_url upstream_not_allowed",
            "$.setups.default.providers.anthropic.base_url invalid_url",
            "$.setups.default.providers.groq.base_url wrong_type",
            "$.setups.default.providers.mystery.kind unknown_provider_kind",
            "$.setups.default.providers.openai.base_url upstream_not_allowed",
            "$.setups.default.providers.openai.enabled wrong_type",
        ], errors);
    }

    [Fact]
    public async Task A_server_the_list_names_is_any_org_admins_to_use()
    {
        await using var server = KernelHostServer.Start(("Security:AllowedUpstreams:0", $"127.0.0.1:{fixture.Upstream.Address.Port}"));
        var (slug, key) = await server.CreateTenantKeyAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));
        using var admin = server.Client(key);

        var written = await admin.TryPutAsync($"/api/v1/organizations/{slug}/config", Config(Tenants.OpenAi(fixture.Upstream, "gpt-4o")));
        var answer = await admin.TryPostAsync("/v1/chat/completions", Question);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (written.Status, answer.Status));
    }

    [Fact]
    public async Task An_org_admin_cannot_send_this_hosts_key_anywhere()
    {
        var port = fixture.Upstream.Address.Port;
        await using var server = KernelHostServer.Start(("Security:AllowedUpstreams:0", "127.0.0.1"), ("Security:OrganizationEnvironmentVariables:granted:0", "SCHOOL_*"));
        (server.Environment["OPENAI_API_KEY"], server.Environment["SCHOOL_KEY"]) = ("sk-of-the-host", "sk-of-the-school");
        var (slug, key) = await server.CreateTenantKeyAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));
        using var admin = server.Client(key);

        foreach (var variable in new[] { "OPENAI_API_KEY", "SCHOOL_KEY" })
        {
            var written = await admin.TryPutAsync($"/api/v1/organizations/{slug}/config", $$"""
                {"setups":{"default":{"is_default":true,"global_default_model":{"provider":"openai","model":"env-{{variable}}"},
                  "providers":{"openai":{"base_url":"http://127.0.0.1:{{port}}/v1","api_key":"${env:{{variable}}}","models":["env-{{variable}}"]} } } } }
                """);
            var answer = await admin.TryPostAsync("/v1/chat/completions", Question);

            Assert.Equal((HttpStatusCode.OK, "environment_not_allowed"), (written.Status, written.Json.GetProperty("warnings")[0].GetProperty("code").GetString()));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
            Assert.DoesNotContain(fixture.Upstream.Journal.Entries, entry => entry.Model == $"env-{variable}");
        }
    }

    [Fact]
    public async Task An_org_admins_restore_of_a_withdrawn_address_is_refused_with_who_can()
    {
        var tenant = await NewTenantAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));
        await fixture.Server.Admin.TryPutAsync(tenant.Path, Config(Tenants.Embedded()));

        var refused = await tenant.Admin.TryPostAsync($"{tenant.Path}/versions/1/restore", "");
        var restored = await fixture.Server.Admin.TryPostAsync($"{tenant.Path}/versions/1/restore", "");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.OK), (refused.Status, restored.Status));
        Assert.Contains("A system admin can restore", refused.Json.GetProperty("errors")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await tenant.Admin.TryPostAsync("/v1/chat/completions", Question)).Status);
    }

    [Theory]
    [InlineData("application/json", """{"setups":{"default":{"providers":{"ollama":{"models":["m"]} } } } }""")]
    [InlineData("application/yaml", "version: v1\nname: x\nnamespace: y\nruntime:\n  models:\n    - name: local\n      provider: ollama\n      model: m\n      base_url: http://127.0.0.1:11434\n")]
    public async Task An_import_is_no_way_around_the_list(string type, string file)
    {
        var tenant = await NewTenantAsync(Tenants.Embedded());
        var path = tenant.Path.Replace("/config", "/import", StringComparison.Ordinal);

        using var refused = await tenant.Admin.PostAsync(path, new StringContent(file, new MediaTypeHeaderValue(type)));
        using var accepted = await fixture.Server.Admin.PostAsync(path, new StringContent(file, new MediaTypeHeaderValue(type)));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.OK), (refused.StatusCode, accepted.StatusCode));
        Assert.Contains("upstream_not_allowed", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static object Config(object setup) => new { version = "1.0", setups = new Dictionary<string, object> { ["default"] = setup } };

    private async Task<(HttpClient Admin, string Path)> NewTenantAsync(object setup)
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(setup, new("admin", Role.OrgAdmin));
        return (fixture.Server.Client(key), $"/api/v1/organizations/{slug}/config");
    }
}
