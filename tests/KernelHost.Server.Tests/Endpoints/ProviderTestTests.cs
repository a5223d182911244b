using System.Net;
using System.Text.RegularExpressions;
using KernelHost.Security;

namespace KernelHost.Server.Tests.Endpoints;

public sealed class ProviderTestTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_provider_that_works_as_it_is_sent()
    {
        using var admin = await NewAdminAsync();

        var answer = await TestAsync(admin, "embedded");

        Assert.Equal("""
            {"name":"embedded","kind":"embedded","base_url":null,"reachable":true,"key_accepted":true,"models":["extractive","extractive-mini","hash-embedding"],"models_count":3,"latency_ms":0,"error":null}
            """, Regex.Replace(answer.Text, "\"latency_ms\":\\d+", "\"latency_ms\":0"));
    }

    [Fact]
    public async Task A_provider_with_a_key_is_asked_with_it()
    {
        using var admin = await NewAdminAsync();

        var answer = (await TestAsync(admin, "openai")).Json;

        Assert.Equal((true, true, 5), (answer.GetProperty("reachable").GetBoolean(), answer.GetProperty("key_accepted").GetBoolean(), answer.GetProperty("models_count").GetInt32()));
        Assert.Contains(fixture.Upstream.Journal.Entries, entry => entry.Key == "sk-tested");
    }

    [Fact]
    public async Task A_key_that_is_refused_is_told_and_not_shown()
    {
        using var admin = await NewAdminAsync();

        var answer = await TestAsync(admin, "refused");

        Assert.False(answer.Json.GetProperty("key_accepted").GetBoolean());
        Assert.NotEqual("null", answer.Json.GetProperty("error").GetRawText());
        Assert.DoesNotContain("bad-key", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dead")]
    [InlineData("keyless")]
    public async Task A_provider_that_cannot_be_asked_is_not_reachable(string name)
    {
        using var admin = await NewAdminAsync();

        var answer = (await TestAsync(admin, name)).Json;

        Assert.False(answer.GetProperty("reachable").GetBoolean());
        Assert.Equal("null", answer.GetProperty("key_accepted").GetRawText());
        Assert.NotEqual("null", answer.GetProperty("error").GetRawText());
    }

    [Theory]
    [InlineData("openai", "gpt-4o")]
    [InlineData("openai", "text-embedding-3-small")]
    [InlineData("embedded", "extractive")]
    public async Task With_a_model_it_is_really_called(string provider, string model)
    {
        using var admin = await NewAdminAsync();

        var call = (await TestAsync(admin, provider, new { model })).Json.GetProperty("call");

        Assert.Equal((model, true, "null"), (call.GetProperty("model").GetString(), call.GetProperty("succeeded").GetBoolean(), call.GetProperty("error").GetRawText()));
    }

    [Fact]
    public async Task A_model_that_fails_is_told_without_the_servers_address()
    {
        using var admin = await NewAdminAsync();

        var answer = await TestAsync(admin, "openai", new { model = "fault-leak" });

        Assert.False(answer.Json.GetProperty("call").GetProperty("succeeded").GetBoolean());
        Assert.DoesNotContain("sk-tested", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Upstream.Address.Authority, answer.Json.GetProperty("call").GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_provider_is_not_there_and_the_near_one_is_named()
    {
        using var admin = await NewAdminAsync();

        var answer = await TestAsync(admin, "opnai");

        Assert.Equal((HttpStatusCode.NotFound, "provider_not_found"), (answer.Status, answer.Code));
        Assert.Contains("Did you mean 'openai'?", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("unknown_member", (await TestAsync(admin, "openai", new { modle = "x" })).Code);
    }

    private static Task<Exchange> TestAsync(HttpClient admin, string provider, object? body = null) => admin.TryPostAsync($"/api/v1/admin/providers/{provider}/test", body ?? "");

    private Task<HttpClient> NewAdminAsync() => fixture.Server.CreateTenantAsync(new
    {
        is_default = true,
        providers = new
        {
            embedded = new { models = new[] { "extractive" } },
            openai = Tenants.OpenAiProvider(fixture.Upstream, "sk-tested", "gpt-4o"),
            refused = Tenants.OpenAiProvider(fixture.Upstream, "bad-key", "gpt-4o"),
            dead = new { kind = "ollama", base_url = "http://127.0.0.1:1", models = new[] { "llama3" } },
            keyless = new { kind = "groq", models = new[] { "llama3" } },
        },
    }, new("admin", Role.OrgAdmin));
}
