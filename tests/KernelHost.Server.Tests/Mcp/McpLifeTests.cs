using System.Diagnostics;
using System.Net;
using System.Text.Json;
using KernelHost.McpServer;
using KernelHost.Security;

namespace KernelHost.Server.Tests.Mcp;

/// <summary>Servers that come late, go away, hang, change, and are closed.</summary>
public sealed class McpLifeTests : IAsyncLifetime
{
    private readonly KernelHostServer _server = KernelHostServer.Start(
        ("Mcp:AllowedCommands:0", "dotnet"), ("Mcp:RetryFrom", "00:00:00.020"), ("Mcp:RetryTo", "00:00:00.200"), ("Mcp:ConnectTimeout", "00:00:20"), ("Mcp:FirstWait", "00:00:20"), ("Plugins:Timeout", "00:00:03"));

    private FakeMcp _fake = null!;

    public async Task InitializeAsync() => _fake = await FakeMcp.StartAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _fake.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_connected_before_it_is_used()
    {
        using var client = await AdminAsync(McpTenants.Http("quiet", _fake));

        var before = await client.StatusAsync("quiet");
        _ = await client.CallToolAsync("mcp_quiet/echo", new { text = "x" });
        var after = await client.StatusAsync("quiet");

        Assert.Equal(("idle", 0, JsonValueKind.Null), (Status(before), before.GetProperty("tools").GetInt32(), before.GetProperty("since").ValueKind));
        Assert.Equal(("connected", 13), (Status(after), after.GetProperty("tools").GetInt32()));
    }

    [Fact]
    public async Task Tools_that_cannot_be_functions_are_left_out_with_the_reason()
    {
        using var client = await AdminAsync(McpTenants.Http("odd", _fake));

        _ = await client.CallToolAsync("mcp_odd/echo", new { text = "x" });

        var leftOut = (await client.StatusAsync("odd")).GetProperty("left_out").EnumerateArray().Select(one => one.GetString()!).ToArray();
        Assert.Equal(2, leftOut.Length);
        Assert.Contains("\"broken\"", leftOut[0], StringComparison.Ordinal);
        Assert.Contains("\"echo-\" would have the same name here as \"echo_\"", leftOut[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_that_dies_in_a_call_costs_that_call_and_is_started_again()
    {
        using var client = await AdminAsync(McpTenants.Stdio("mortal"));
        var first = await WhereAsync(client, "mortal");

        var crash = await client.CallToolAsync("mcp_mortal/crash");

        Assert.Equal((HttpStatusCode.BadGateway, "plugin_failed"), (crash.Status, crash.Code));
        Assert.Contains("exit code 3", crash.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var status = await Polling.UntilAsync(() => client.StatusAsync("mortal"), status => Status(status) == "connected");
        Assert.Equal(1, status.GetProperty("restarts").GetInt32());
        Assert.NotEqual(first.GetProperty("process").GetInt32(), (await WhereAsync(client, "mortal")).GetProperty("process").GetInt32());
    }

    [Fact]
    public async Task A_call_that_hangs_ends_at_the_limit_and_its_server_is_told()
    {
        using var client = await AdminAsync(McpTenants.Http("hanging", _fake));

        var answer = await client.CallToolAsync("mcp_hanging/hang");

        Assert.Equal((HttpStatusCode.GatewayTimeout, "plugin_timeout"), (answer.Status, answer.Code));
        await Polling.UntilAsync(() => Task.FromResult(_fake.Tools.Cancelled), told => told > 0);
        Assert.Equal("still", (await client.CallToolAsync("mcp_hanging/echo", new { text = "still" })).Text());
    }

    [Fact]
    public async Task A_server_that_cannot_start_has_a_reason_without_its_secrets()
    {
        using var client = await AdminAsync(new { name = "dying", transport = "stdio", command = McpTenants.Fake[0], args = new[] { McpTenants.Fake[1], "dies" }, env = new { FAKE_API_KEY = "canary-1234567890" } });

        var answer = await client.CallToolAsync("mcp_dying/echo", new { text = "x" });

        Assert.Equal((HttpStatusCode.NotFound, "function_not_found"), (answer.Status, answer.Code));
        var reason = (await client.StatusAsync("dying")).GetProperty("reason").GetString();
        Assert.Equal("The command ended with exit code 7: I cannot work with ***.", reason);
    }

    [Fact]
    public async Task A_server_that_comes_back_is_found_and_its_tools_with_it()
    {
        var port = _fake.Address.Port;
        using var client = await AdminAsync(McpTenants.Http("away", _fake));
        await _fake.DisposeAsync();
        var away = await client.CallToolAsync("mcp_away/echo", new { text = "x" });

        _fake = await FakeMcp.StartAsync(port);

        Assert.Equal(HttpStatusCode.NotFound, away.Status);
        var back = await Polling.UntilAsync(() => client.CallToolAsync("mcp_away/echo", new { text = "back" }), answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal("back", back.Text());
    }

    [Theory]
    [InlineData("http")]
    [InlineData("stdio")]
    public async Task Tools_that_a_server_adds_are_there_for_the_next_call(string transport)
    {
        using var client = await AdminAsync(transport == "http" ? McpTenants.Http("growing", _fake) : McpTenants.Stdio("growing"));
        Assert.Equal(HttpStatusCode.NotFound, (await client.CallToolAsync("mcp_growing/added", new { text = "new" })).Status);

        _ = await client.CallToolAsync("mcp_growing/change");

        var added = await Polling.UntilAsync(() => client.CallToolAsync("mcp_growing/added", new { text = "new" }), answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal("new", added.Text());
    }

    [Fact]
    public async Task A_child_has_the_variables_it_is_given_and_none_of_the_hosts()
    {
        using var client = await AdminAsync(new { name = "poor", transport = "stdio", command = McpTenants.Fake[0], args = new[] { McpTenants.Fake[1] }, env = new { FAKE_API_KEY = "given" } });

        var where = await WhereAsync(client, "poor");

        Assert.Equal(["FAKE_API_KEY", "HOME", "PATH"], where.GetProperty("variables").EnumerateObject().Select(one => one.Name).Where(name => !name.StartsWith("DOTNET", StringComparison.Ordinal)).Order());
        Assert.StartsWith(Path.Combine(_server.DataDirectory, "mcp"), where.GetProperty("folder").GetString(), StringComparison.Ordinal);
        Assert.Equal("given", where.GetProperty("variables").GetProperty("FAKE_API_KEY").GetString());
    }

    [Theory]
    [InlineData]
    [InlineData("deaf")]
    public async Task A_child_ends_when_no_config_names_it(params string[] arguments)
    {
        var (slug, key) = await _server.CreateTenantKeyAsync(McpTenants.Setup(McpTenants.Stdio("gone", arguments)), new("admin", Role.OrgAdmin));
        using var client = _server.Client(key);
        using var child = Process.GetProcessById((await WhereAsync(client, "gone")).GetProperty("process").GetInt32());

        var config = JsonSerializer.Serialize(new { version = "1.0", setups = new Dictionary<string, object> { ["default"] = McpTenants.Setup() } });
        Assert.Equal(HttpStatusCode.OK, (await client.TryPutAsync($"/api/v1/organizations/{slug}/config", config)).Status);

        await child.WaitForExitAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await client.CallToolAsync("mcp_gone/echo", new { text = "x" })).Status);
    }

    [Fact]
    public async Task Children_end_with_the_host()
    {
        var server = KernelHostServer.Start(("Mcp:AllowedCommands:0", "dotnet"), ("Mcp:StopTime", "00:00:00.100"));
        using var client = await server.CreateTenantAsync(McpTenants.Setup(McpTenants.Stdio("polite"), McpTenants.Stdio("deaf", "deaf")));
        using var polite = Process.GetProcessById((await WhereAsync(client, "polite")).GetProperty("process").GetInt32());
        using var deaf = Process.GetProcessById((await WhereAsync(client, "deaf")).GetProperty("process").GetInt32());

        await server.DisposeAsync();

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await polite.WaitForExitAsync(limit.Token);
        await deaf.WaitForExitAsync(limit.Token);
    }

    [Fact]
    public async Task Setups_that_say_the_same_share_a_connection_and_organisations_do_not()
    {
        var config = new { version = "1.0", setups = new Dictionary<string, object> { ["default"] = McpTenants.Setup(McpTenants.Http("shared", _fake)), ["other"] = McpTenants.Setup(McpTenants.Http("shared", _fake)) } };
        var (slug, key) = await _server.CreateTenantKeyAsync(McpTenants.Setup(McpTenants.Http("shared", _fake)), new("admin", Role.OrgAdmin));
        using var client = _server.Client(key);
        _ = await _server.Client(KernelHostServer.AdminKey).TryPutAsync($"/api/v1/organizations/{slug}/config", JsonSerializer.Serialize(config).Replace("\"is_default\":true", "\"is_default\":false", StringComparison.Ordinal));
        using var other = _server.Client(await _server.CreateKeyAsync(slug, new("other", Role.Member) { Setup = "other" }));
        using var stranger = await AdminAsync(McpTenants.Http("shared", _fake));

        var before = _fake.Sessions;
        _ = await client.CallToolAsync("mcp_shared/echo", new { text = "x" });
        _ = await other.CallToolAsync("mcp_shared/echo", new { text = "x" });
        var shared = _fake.Sessions - before;
        _ = await stranger.CallToolAsync("mcp_shared/echo", new { text = "x" });

        Assert.Equal((1, 2), (shared, _fake.Sessions - before));
    }

    [Fact]
    public async Task An_organisation_that_does_without_MCP_has_no_servers()
    {
        var (slug, key) = await _server.CreateTenantKeyAsync(McpTenants.Setup(McpTenants.Http("off", _fake)), new("admin", Role.OrgAdmin));
        using var client = _server.Client(key);
        var config = new { version = "1.0", features = new { mcp_enabled = false }, setups = new Dictionary<string, object> { ["default"] = McpTenants.Setup(McpTenants.Http("off", _fake)) } };
        _ = await _server.Client(KernelHostServer.AdminKey).TryPutAsync($"/api/v1/organizations/{slug}/config", config);

        Assert.Equal(HttpStatusCode.NotFound, (await client.CallToolAsync("mcp_off/echo", new { text = "x" })).Status);
        Assert.Equal("disabled", Status(await client.StatusAsync("off")));
    }

    private Task<HttpClient> AdminAsync(params object[] servers) => _server.CreateTenantAsync(McpTenants.Setup(servers), new("admin", Role.OrgAdmin));

    private static string? Status(JsonElement status) => status.GetProperty("status").GetString();

    private static async Task<JsonElement> WhereAsync(HttpClient client, string server)
    {
        var answer = await client.CallToolAsync($"mcp_{server}/where");
        Assert.True(answer.Status == HttpStatusCode.OK, answer.Text);
        return JsonElement.Parse(answer.Text());
    }
}
