using System.Net;
using System.Text.Json;
using KernelHost.Security;
using KernelHost.Server.Tests.Chat;

namespace KernelHost.Server.Tests.Endpoints;

public sealed class ModelRegistryTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Path = "/api/v1/admin/models";

    [Fact]
    public async Task Every_named_model_and_every_model_of_every_provider_is_listed()
    {
        using var admin = await NewAdminAsync();

        var answer = await admin.TryGetAsync(Path);

        Assert.Equal("""
            {"items":[{"name":"coder","provider":"embedded","model":"extractive","type":"LLM","base_url":null,"status":"available","reason":null,"cooldown_until":null,"description":"Writes code","cost":{"input":2.5,"output":10},"context_window":null,"service_ids":["coder"]},{"name":"embedded/extractive","provider":"embedded","model":"extractive","type":"LLM","base_url":null,"status":"available","reason":null,"cooldown_until":null,"description":"Finds answers","cost":{"input":2.5,"output":10},"context_window":null,"service_ids":["default","small-fast","coder","embedded/extractive"]},{"name":"embedded/hash-embedding","provider":"embedded","model":"hash-embedding","type":"EMBEDDING","base_url":null,"status":"available","reason":null,"cooldown_until":null,"description":null,"cost":{"input":0.02,"output":null},"context_window":null,"service_ids":["embedded/hash-embedding"]},{"name":"openai/gpt-4o","provider":"openai","model":"gpt-4o","type":"LLM","base_url":"https://api.openai.com/v1","status":"unavailable","reason":"provider openai has no api_key","cooldown_until":null,"description":null,"cost":null,"context_window":128000,"service_ids":["openai/gpt-4o"]}],"next_cursor":null}
            """, answer.Text);
    }

    [Theory]
    [InlineData("type=EMBEDDING", 1)]
    [InlineData("provider=embedded", 3)]
    [InlineData("status=unavailable", 1)]
    [InlineData("status=available&type=LLM", 2)]
    [InlineData("provider=none", 0)]
    [InlineData("limit=3", 3)]
    public async Task It_is_filtered_and_paged(string query, int expected)
    {
        using var admin = await NewAdminAsync();

        Assert.Equal(expected, (await admin.TryGetAsync($"{Path}?{query}")).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task The_next_page_goes_on_where_the_first_ended()
    {
        using var admin = await NewAdminAsync();
        var first = (await admin.TryGetAsync($"{Path}?limit=3")).Json;

        var second = (await admin.TryGetAsync($"{Path}?limit=3&cursor={first.GetProperty("next_cursor").GetString()}")).Json;

        Assert.Equal("openai/gpt-4o", Assert.Single(second.GetProperty("items").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal("null", second.GetProperty("next_cursor").GetRawText());
    }

    [Theory]
    [InlineData("type=picture", "type")]
    [InlineData("status=fine", "status")]
    [InlineData("cursor=YWJj", "cursor")]
    public async Task A_bad_parameter_is_refused_by_name(string query, string parameter)
    {
        using var admin = await NewAdminAsync();

        Assert.Equal(parameter, (await admin.TryGetAsync($"{Path}?{query}")).Json.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_model_whose_last_call_failed_says_so_until_one_succeeds()
    {
        using var admin = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "failing"), new("admin", Role.OrgAdmin));
        fixture.Upstream.Fail("failing", "500");
        using (await admin.PostAsync(Calls.ChatPath, new { messages = new[] { new { role = "user", content = "x" } } }))
        {
        }

        var failed = (await admin.TryGetAsync(Path)).Json.GetProperty("items")[0];
        fixture.Upstream.Heal("failing");
        using (await admin.PostAsync(Calls.ChatPath, new { messages = new[] { new { role = "user", content = "x" } } }))
        {
        }

        var healed = (await admin.TryGetAsync(Path)).Json.GetProperty("items")[0];
        Assert.Equal("unavailable", failed.GetProperty("status").GetString());
        Assert.StartsWith("the last call failed (error)", failed.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal("available", healed.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_member_does_not_see_it()
    {
        using var member = await fixture.Server.CreateTenantAsync(Tenants.Embedded());

        Assert.Equal(HttpStatusCode.Forbidden, (await member.TryGetAsync(Path)).Status);
    }

    private async Task<HttpClient> NewAdminAsync() => await fixture.Server.CreateTenantAsync(JsonDocument.Parse("""
        {"is_default": true, "global_default_model": {"provider": "embedded", "model": "extractive"},
         "providers": {
           "embedded": {"models": [{"id": "extractive", "description": "Finds answers", "cost": {"input": 2.5, "output": 10}}, {"id": "hash-embedding", "type": "EMBEDDING", "input_cost_per_token": 0.00000002}]},
           "openai": {"models": ["gpt-4o"]}},
         "models": [{"name": "coder", "description": "Writes code", "provider": "embedded", "model": "extractive"}]}
        """), new("admin", Role.OrgAdmin));
}
