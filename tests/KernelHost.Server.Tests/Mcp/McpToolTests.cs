using System.Net;
using KernelHost.McpServer;

namespace KernelHost.Server.Tests.Mcp;

/// <summary>The tools of an MCP server as functions of a plugin, over each transport.</summary>
public sealed class McpToolTests : IAsyncLifetime
{
    private readonly KernelHostServer _server = KernelHostServer.Start(("Mcp:AllowedCommands:0", "dotnet"), ("Mcp:MaxMessageBytes", "100000"), ("Logging:LogLevel:Default", "Debug"));
    private FakeMcp _fake = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _fake = await FakeMcp.StartAsync();
        _client = await _server.CreateTenantAsync(McpTenants.Setup(
            McpTenants.Http("http", _fake), new { name = "sse", transport = "sse", base_url = new Uri(_fake.Address, "/sse").ToString() }, McpTenants.Stdio("stdio")));
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await _fake.DisposeAsync();
    }

    [Theory]
    [InlineData("http")]
    [InlineData("sse")]
    [InlineData("stdio")]
    public async Task A_tool_is_called_like_any_plugins_function(string transport)
    {
        var answer = await _client.CallToolAsync($"mcp_{transport}/echo", new { text = "Grüße, \"world\"" });

        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        Assert.Equal("Grüße, \"world\"", answer.Text());
        Assert.False(answer.Json.GetProperty("result").TryGetProperty("isError", out var error) && error.GetBoolean());
    }

    [Fact]
    public async Task Arguments_pass_as_they_are_even_those_a_schema_does_not_name()
    {
        var answer = await _client.CallToolAsync("mcp_http/odd_schema_x", new { zeta = 1.5, alpha = (string?)null, list = new[] { new { id = 7 } }, more = new { deep = true } });

        Assert.Equal("""{"zeta":1.5,"alpha":null,"list":[{"id":7}],"more":{"deep":true}}""", answer.Text());
    }

    [Fact]
    public async Task What_is_no_text_comes_as_the_protocol_has_it()
    {
        var content = (await _client.CallToolAsync("mcp_http/media")).Json.GetProperty("result").GetProperty("content");

        Assert.Equal(["text", "image", "audio", "resource_link", "resource"], content.EnumerateArray().Select(one => one.GetProperty("type").GetString()));
        Assert.Equal((FakeTools.Pixel, "image/png"), (content[1].GetProperty("data").GetString(), content[1].GetProperty("mimeType").GetString()));
        Assert.Equal("Inside.", content[4].GetProperty("resource").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Structured_content_comes_beside_the_text()
    {
        var result = (await _client.CallToolAsync("mcp_stdio/structured")).Json.GetProperty("result");

        Assert.Equal(21.5, result.GetProperty("structuredContent").GetProperty("degrees").GetDouble());
    }

    [Fact]
    public async Task A_tools_own_error_is_a_result_that_says_so()
    {
        var answer = await _client.CallToolAsync("mcp_http/fail");

        Assert.Equal((HttpStatusCode.OK, "There is no such city."), (answer.Status, answer.Text()));
        Assert.True(answer.Json.GetProperty("result").GetProperty("isError").GetBoolean());
    }

    [Fact]
    public async Task A_call_that_the_server_refuses_fails_with_the_servers_words()
    {
        var answer = await _client.CallToolAsync("mcp_stdio/refuse");

        Assert.Equal((HttpStatusCode.BadGateway, "plugin_failed"), (answer.Status, answer.Code));
        Assert.Contains("That is not how it is called.", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("sse")]
    [InlineData("stdio")]
    public async Task A_result_that_is_too_large_is_cut_off_and_the_server_works_again_afterwards(string transport)
    {
        var huge = await _client.CallToolAsync($"mcp_{transport}/huge", new { bytes = 200_000 });

        Assert.Equal((HttpStatusCode.BadGateway, "plugin_failed"), (huge.Status, huge.Code));
        var again = await Polling.UntilAsync(() => _client.CallToolAsync($"mcp_{transport}/echo", new { text = "still" }), answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal("still", again.Text());
    }

    [Fact]
    public async Task A_missing_argument_is_a_422_that_names_it()
    {
        var answer = await _client.CallToolAsync("mcp_http/echo");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "text"), (answer.Status, answer.Json.GetProperty("errors")[0].GetProperty("path").GetString()));
    }

    [Fact]
    public async Task Secrets_go_as_headers_and_are_in_no_answer()
    {
        using var client = await _server.CreateTenantAsync(McpTenants.Setup(
            new { name = "guarded", transport = "http", base_url = new Uri(_fake.Address, "/mcp").ToString(), headers = new { Authorization = "Bearer canary-12345678" } }));

        var answer = await client.CallToolAsync("mcp_guarded/echo", new { text = "x" });

        Assert.Equal("x", answer.Text());
        Assert.Contains(_fake.Headers, headers => headers.TryGetValue("Authorization", out var sent) && sent == "Bearer canary-12345678");
    }

    [Fact]
    public async Task A_server_that_names_another_host_as_its_endpoint_is_not_followed()
    {
        using var client = await _server.CreateTenantAsync(
            McpTenants.Setup(new { name = "astray", transport = "sse", base_url = new Uri(_fake.Address, "/elsewhere").ToString(), headers = new { Authorization = "Bearer canary-12345678" } }),
            new("admin", Security.Role.OrgAdmin));

        _ = await client.CallToolAsync("mcp_astray/echo", new { text = "x" });

        var status = await client.StatusAsync("astray");
        Assert.Equal("failed", status.GetProperty("status").GetString());
        Assert.DoesNotContain(_fake.Headers, headers => headers["Host"].StartsWith("localhost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using var client = await _server.CreateTenantAsync(McpTenants.Setup(McpTenants.Http("moved", _fake, "/moved")), new("admin", Security.Role.OrgAdmin));
        var before = _fake.Sessions;

        _ = await client.CallToolAsync("mcp_moved/echo", new { text = "x" });

        Assert.Equal(("failed", before), ((await client.StatusAsync("moved")).GetProperty("status").GetString(), _fake.Sessions));
    }
}
