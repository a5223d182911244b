using System.Net;
using System.Text.Json;
using KernelHost.Security;

namespace KernelHost.Server.Tests.Mcp;

/// <summary>Which commands and addresses a config may name, and who may name them.</summary>
public sealed class McpPolicyTests : IAsyncLifetime
{
    private readonly KernelHostServer _server = KernelHostServer.Start(("Mcp:AllowedCommands:0", "npx -y files"), ("Mcp:AllowedCommands:1", "/usr/bin/tool"));
    private string _slug = "";
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        (_slug, var key) = await _server.CreateTenantKeyAsync(McpTenants.Setup(), new("admin", Role.OrgAdmin));
        _client = _server.Client(key);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("npx", "-y files /data", true)]
    [InlineData("npx", "-y files", true)]
    [InlineData("npx", "-y other", false)]
    [InlineData("npx", "", false)]
    [InlineData("/usr/bin/tool", "anything", true)]
    [InlineData("tool", "", false)]
    [InlineData("./npx", "-y files", false)]
    public async Task A_command_is_the_lists_word_for_word(string command, string arguments, bool isAllowed)
    {
        var answer = await PutAsync(_client, new { name = "s", transport = "stdio", command, args = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries) });

        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity, answer.Status);
        if (!isAllowed)
        {
            var error = answer.Json.GetProperty("errors")[0];
            Assert.Equal(("$.setups.default.mcp.servers['s'].command", "command_not_allowed"), (error.GetProperty("path").GetString(), error.GetProperty("code").GetString()));
            Assert.Contains("Mcp:AllowedCommands", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("DATABASE_PASSWORD", true)]
    [InlineData("LD_PRELOAD", false)]
    [InlineData("NODE_OPTIONS", false)]
    [InlineData("PATH", false)]
    public async Task An_org_admin_gives_a_command_secrets_and_nothing_that_loads_code(string variable, bool isAllowed)
    {
        var answer = await PutAsync(_client, new { name = "s", transport = "stdio", command = "/usr/bin/tool", env = new Dictionary<string, string> { [variable] = "x" } });

        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal(isAllowed ? null : "variable_not_allowed", isAllowed ? null : answer.Json.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_system_admin_is_warned_of_a_command_that_will_not_be_started_and_it_is_not()
    {
        var answer = await PutAsync(_server.Client(KernelHostServer.AdminKey), new { name = "s", transport = "stdio", command = "touch", args = new[] { Path.Combine(_server.DataDirectory, "touched") } });
        var call = await _client.CallToolAsync("mcp_s/any");

        Assert.Equal((HttpStatusCode.OK, "command_not_allowed"), (answer.Status, answer.Json.GetProperty("warnings")[0].GetProperty("code").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, call.Status);
        Assert.Equal("The command \"touch\" is not among Mcp:AllowedCommands of this host.", (await _client.StatusAsync("s")).GetProperty("reason").GetString());
        Assert.False(File.Exists(Path.Combine(_server.DataDirectory, "touched")));
    }

    [Fact]
    public async Task An_address_off_the_list_is_refused_to_org_admins()
    {
        var answer = await PutAsync(_client, new { name = "s", transport = "http", base_url = "http://127.0.0.1:9/mcp" });

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "upstream_not_allowed"), (answer.Status, answer.Json.GetProperty("errors")[0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Servers_whose_plugins_would_have_one_name_are_told_apart_in_their_status()
    {
        _ = await PutAsync(_server.Client(KernelHostServer.AdminKey), new { name = "my-db", transport = "http", base_url = "http://127.0.0.1:9/mcp" }, new { name = "my.db", transport = "http", base_url = "http://127.0.0.1:9/mcp" });

        Assert.Contains("as that of \"my-db\"", (await _client.StatusAsync("my.db")).GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    private Task<Exchange> PutAsync(HttpClient client, params object[] servers) => client.TryPutAsync($"/api/v1/organizations/{_slug}/config",
        JsonSerializer.Serialize(new { version = "1.0", setups = new Dictionary<string, object> { ["default"] = McpTenants.Setup(servers) } }));
}
