using System.Net;
using System.Text.Json;
using KernelHost.McpServer;
using KernelHost.Upstream;

namespace KernelHost.Server.Tests.Mcp;

/// <summary>MCP servers' tools in chat: a named model's are offered by themselves.</summary>
public sealed class McpChatTests : IAsyncLifetime
{
    private readonly KernelHostServer _server = KernelHostServer.Start();
    private FakeUpstream _upstream = null!;
    private FakeMcp _fake = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _fake = await FakeMcp.StartAsync();
        _client = await _server.CreateTenantAsync(new
        {
            is_default = true,
            global_default_model = new { provider = "openai", model = "m" },
            providers = new { openai = Tenants.OpenAiProvider(_upstream, Tenants.OpenAiKey, "m"), anthropic = new { base_url = _upstream.BaseUrls.Anthropic, api_key = Tenants.AnthropicKey, models = new[] { "a" } } },
            models = new object[]
            {
                new { name = "tooled", provider = "openai", model = "m", mcp_servers = new[] { "one" } },
                new { name = "seeing", provider = "anthropic", model = "a", mcp_servers = new[] { "one" } },
                new { name = "bare", provider = "openai", model = "m", mcp_servers = Array.Empty<string>() },
                new { name = "free", provider = "openai", model = "m" },
            },
            mcp = new { servers = new[] { McpTenants.Http("one", _fake), McpTenants.Http("two", _fake) } },
            fallback = new { enabled = false },
        });
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await _fake.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task A_named_models_servers_are_offered_and_what_it_calls_is_run_and_told()
    {
        _upstream.Script("m", Answer.Call("mcp_one_echo", new { text = "hello" }), "It said hello.");

        var answer = await AskAsync("tooled");

        Assert.Equal("It said hello.", answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        var call = Assert.Single(answer.Json.GetProperty("model_info").GetProperty("plugin_calls").EnumerateArray());
        Assert.Equal(("mcp_one", "echo", true), (call.GetProperty("plugin").GetString(), call.GetProperty("function").GetString(), call.GetProperty("ok").GetBoolean()));
        var asked = Asked("m");
        Assert.All(asked[0].GetProperty("tools").EnumerateArray(), tool => Assert.StartsWith("mcp_one_", tool.GetProperty("function").GetProperty("name").GetString(), StringComparison.Ordinal));
        Assert.Equal("hello", asked[1].GetProperty("messages")[2].GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("bare")]
    [InlineData("free")]
    public async Task A_named_model_that_names_none_offers_none_by_itself(string model)
    {
        _upstream.Script("m", "No tools.");

        _ = await AskAsync(model);

        Assert.False(Asked("m")[0].TryGetProperty("tools", out _));
    }

    [Theory]
    [InlineData("tooled", "mcp_two", HttpStatusCode.NotFound)]
    [InlineData("bare", "mcp_one", HttpStatusCode.NotFound)]
    [InlineData("free", "mcp_two", HttpStatusCode.OK)]
    public async Task Another_servers_tools_cannot_be_asked_for(string model, string plugin, HttpStatusCode status)
    {
        _upstream.Script("m", "Fine.");

        Assert.Equal(status, (await AskAsync(model, new { type = "kernelhost", plugin })).Status);
    }

    [Fact]
    public async Task An_error_of_a_tool_is_told_to_the_model_as_one()
    {
        _upstream.Script("m", Answer.Call("mcp_one_fail", new { }), "There is none.");

        var answer = await AskAsync("tooled");

        Assert.Equal("tool_error", answer.Json.GetProperty("model_info").GetProperty("plugin_calls")[0].GetProperty("error").GetString());
        Assert.Equal("""{"error":"There is no such city."}""", Asked("m")[1].GetProperty("messages")[2].GetProperty("content").GetString());
    }

    [Fact]
    public async Task An_image_is_shown_to_a_model_that_takes_images_from_tools_and_described_to_others()
    {
        _upstream.Script("m", Answer.Call("mcp_one_media", new { }), "A pixel.");
        _upstream.Script("a", Answer.Call("mcp_one_media", new { }), "A pixel.");

        _ = await AskAsync("tooled");
        _ = await AskAsync("seeing");

        Assert.Contains("[image/png, 70 bytes, not shown]", Asked("m")[1].GetProperty("messages")[2].GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Contains(FakeTools.Pixel, Asked("a")[1].GetRawText(), StringComparison.Ordinal);
    }

    private Task<Exchange> AskAsync(string model, params object[] tools) => _client.TryPostAsync("/v1/chat/completions",
        tools.Length == 0 ? new { model, messages = new[] { new { role = "user", content = "Go." } } } : new { model, messages = new[] { new { role = "user", content = "Go." } }, tools });

    private JsonElement[] Asked(string model) => [.. _upstream.Journal.For(model).Select(call => call.Json)];
}
