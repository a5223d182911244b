using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using KernelHost.Security;
using KernelHost.Upstream;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Server.Tests.Knowledge;

/// <summary>Knowledge bases that LAMB's server answers for.</summary>
public sealed class ExternalKnowledgeTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Path = KnowledgeClient.Path;

    [Fact]
    public async Task The_collection_of_the_server_is_asked_with_its_token()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var client = await ClientAsync(upstream.Address);
        var kb = await client.CreateAsync(new { name = "Course", external = new { collection = "42" } });

        var answer = (await client.QueryAsync(kb, new { query = "When does it open?", top_k = 5, threshold = 0.5 })).Json;
        var hit = answer.GetProperty("hits")[0];
        var asked = upstream.Journal.Entries[^1];

        Assert.Equal(["opening.md", "fines.md"], answer.GetProperty("hits").EnumerateArray().Select(one => Text(one, "document")));
        Assert.Equal(("The library opens at nine.", 0.91, 0), (Text(hit, "text"), hit.GetProperty("score").GetDouble(), hit.GetProperty("chunk").GetInt32()));
        Assert.Equal(JsonValueKind.Null, hit.GetProperty("position").ValueKind);
        Assert.Equal(("Bearer kb-token", "When does it open?", 5), (asked.Authorization, Text(asked.Json, "query_text"), asked.Json.GetProperty("top_k").GetInt32()));
    }

    [Theory]
    [InlineData("500")]
    [InlineData("401")]
    [InlineData("429")]
    [InlineData("html-200")]
    [InlineData("empty-200")]
    [InlineData("cut")]
    [InlineData("reset")]
    [InlineData("leak-500")]
    [InlineData("hang")]
    public async Task A_server_that_fails_is_a_bad_gateway_and_its_token_stays_secret(string fault)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var server = KernelHostServer.Start(("Knowledge:ExternalTimeout", "00:00:01"));
        var client = await ClientAsync(upstream.Address, server: server);
        var kb = await client.CreateAsync(new { name = "Course", external = new { collection = "42" } });
        upstream.Fail("*", fault);
        var answer = await client.QueryAsync(kb, new { query = "x" });
        Assert.Equal((HttpStatusCode.BadGateway, "knowledge_base_unavailable"), (answer.Status, answer.Code));
        Assert.DoesNotContain("kb-token", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collection_that_is_not_there_is_named()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var client = await ClientAsync(upstream.Address);
        var answer = await client.QueryAsync(await client.CreateAsync(new { name = "Course", external = new { collection = "../7" } }), new { query = "x" });
        Assert.Equal(HttpStatusCode.BadGateway, answer.Status);
        Assert.Contains("../7", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_documents_are_changed_where_they_are()
    {
        var client = await ClientAsync(new("http://127.0.0.1:9"));
        var kb = await client.CreateAsync(new { name = "Course", external = new { collection = "42" } });
        Assert.Equal((HttpStatusCode.Conflict, "external_knowledge_base"), (await client.Admin.TryPostAsync($"{Path}/{kb}/documents", new { name = "a.txt", text = "x" })) is var answer ? (answer.Status, answer.Code) : default);
        Assert.Equal("not_changeable", (await client.Admin.TryPatchAsync($"{Path}/{kb}", new { embedding_model = "none" })).Code);
        Assert.Equal("7", (await client.Admin.TryPatchAsync($"{Path}/{kb}", new { external = new { collection = "7" } })).Json.GetProperty("external").GetProperty("collection").GetString());
    }

    [Fact]
    public async Task An_org_admins_address_that_leads_inside_is_not_dialled()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var server = KernelHostServer.Start(services => services.AddSingleton<IAddressResolver>(new Inside()), ("Security:AllowedUpstreams:0", "*.example.org"));
        var client = await KnowledgeClient.NewAsync(server);
        var path = $"/api/v1/organizations/{client.Slug}/config";
        var config = JsonNode.Parse((await client.Admin.TryGetAsync(path)).Text)!;
        config["setups"]!["default"]!["knowledge_base"] = new JsonObject { ["server_url"] = $"http://kb.example.org:{upstream.Address.Port}", ["api_token"] = "kb-token" };
        Assert.Equal(HttpStatusCode.OK, (await client.Admin.TryPutAsync(path, config.ToJsonString())).Status);

        var answer = await client.QueryAsync(await client.CreateAsync(new { name = "Course", external = new { collection = "42" } }), new { query = "x" });
        Assert.Equal((HttpStatusCode.BadGateway, "knowledge_base_unavailable"), (answer.Status, answer.Code));
        Assert.Empty(upstream.Journal.Entries);
    }

    [Fact]
    public async Task A_setup_without_a_server_says_so()
    {
        var client = await KnowledgeClient.NewAsync(fixture.Server);
        var answer = await client.QueryAsync(await client.CreateAsync(new { name = "Course", external = new { collection = "42" } }), new { query = "x" });
        Assert.Equal(HttpStatusCode.BadGateway, answer.Status);
        Assert.Contains("knowledge_base.server_url", answer.Text, StringComparison.Ordinal);
    }

    private Task<KnowledgeClient> ClientAsync(Uri address, KernelHostServer? server = null) => KnowledgeClient.NewAsync(server ?? fixture.Server, new
    {
        is_default = true,
        providers = new { embedded = new { models = new[] { "extractive", "hash-embedding" } } },
        knowledge_base = new { server_url = address.ToString().TrimEnd('/'), api_token = "kb-token" },
    });

    private sealed class Inside : IAddressResolver
    {
        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => Task.FromResult(new[] { IPAddress.Loopback });
    }

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();
}
