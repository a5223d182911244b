using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using KernelHost.Security;
using KernelHost.Server.Tests.Chat;

namespace KernelHost.Server.Tests.Models;

public sealed class ModelsTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private object Setup => new
    {
        is_default = true,
        global_default_model = new { provider = "openai", model = "gpt-4o" },
        providers = new
        {
            openai = Tenants.OpenAiProvider(fixture.Upstream, Tenants.OpenAiKey, "gpt-4o", "text-embedding-3-small"),
            off = new { kind = "ollama", enabled = false, models = new[] { "llama3.2" } },
        },
        models = new[] { new { name = "writer", provider = "openai", model = "gpt-4o" } },
    };

    [Fact]
    public async Task Everything_a_client_may_write_is_listed()
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup);

        var list = await client.GetFromJsonAsync<JsonElement>("/v1/models");

        Assert.Equal("list", list.GetProperty("object").GetString());
        Assert.Equal(
        [
            """{"id":"default","object":"model","created":1735689600,"owned_by":"openai","type":"LLM","provider":"openai","available":true,"service_ids":["default"]}""",
            """{"id":"small-fast","object":"model","created":1735689600,"owned_by":"openai","type":"LLM","provider":"openai","available":true,"service_ids":["small-fast"]}""",
            """{"id":"writer","object":"model","created":1735689600,"owned_by":"openai","type":"LLM","provider":"openai","available":true,"service_ids":["writer"]}""",
            """{"id":"openai/gpt-4o","object":"model","created":1735689600,"owned_by":"openai","type":"LLM","provider":"openai","available":true,"service_ids":["default","small-fast","writer","openai/gpt-4o"]}""",
            """{"id":"openai/text-embedding-3-small","object":"model","created":1735689600,"owned_by":"openai","type":"EMBEDDING","provider":"openai","available":true,"service_ids":["openai/text-embedding-3-small"]}""",
            """{"id":"off/llama3.2","object":"model","created":1735689600,"owned_by":"off","type":"LLM","provider":"off","available":false,"service_ids":["off/llama3.2"]}""",
        ], list.GetProperty("data").EnumerateArray().Select(model => model.GetRawText()));
    }

    [Fact]
    public async Task A_key_sees_only_what_it_may_use()
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup, new("narrow", Role.Member) { Models = ["writer"] });

        Assert.Equal(["writer"], await IdsAsync(client, "/v1/models"));
    }

    [Theory]
    [InlineData("openai/gpt-4o")]
    [InlineData("openai%2Fgpt-4o")]
    public async Task A_model_is_found_by_its_id_with_the_slash_plain_or_escaped(string id)
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup);

        var model = await client.GetFromJsonAsync<JsonElement>($"/v1/models/{id}");

        Assert.Equal("openai/gpt-4o", model.GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_a_404()
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup);

        using var answer = await client.GetAsync(new Uri("/v1/models/openai/gpt-9", UriKind.Relative));

        Assert.Equal((HttpStatusCode.NotFound, "model_not_found"), (answer.StatusCode, (await answer.ErrorAsync()).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_projects_models_are_those_of_its_setup()
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(Tenants.Embedded());
        using var client = fixture.Server.Client(key);

        Assert.Contains("embedded/extractive", await IdsAsync(client, $"/v1/projects/{slug}/default/models"));
    }

    private static async Task<IEnumerable<string?>> IdsAsync(HttpClient client, string path) =>
        (await client.GetFromJsonAsync<JsonElement>(path)).GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString());
}
