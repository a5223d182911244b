using KernelHost.Security;
using ModelContextProtocol;

namespace KernelHost.Server.Tests.Mcp;

/// <summary>Plugins that an organisation allows to some roles only, to MCP clients.</summary>
public sealed class McpRolesTests
{
    [Fact]
    public async Task A_plugin_that_a_keys_role_may_not_use_is_no_tool_for_it()
    {
        await using var server = KernelHostServer.Start();
        var (slug, admin) = await server.CreateTenantKeyAsync(
            new
            {
                is_default = true,
                global_default_model = new { provider = "embedded", model = "extractive" },
                small_fast_model = new { provider = "embedded", model = "extractive-mini" },
                providers = new { embedded = new { kind = "embedded", models = new[] { "extractive", "extractive-mini" } } },
                plugins = new { Classifier = new { allowed_roles = new[] { "org-admin" } } },
            },
            new("admin", Role.OrgAdmin));
        await using var allowed = await server.ConnectMcpAsync(admin);
        await using var refused = await server.ConnectMcpAsync(await server.CreateKeyAsync(slug, new("member", Role.Member)));
        var arguments = new Dictionary<string, object?> { ["text"] = "My invoice is wrong", ["labels"] = new[] { "billing", "travel" } };

        Assert.Contains("Classifier_classify", (await allowed.ListToolsAsync()).Select(tool => tool.Name));
        Assert.NotEqual(true, (await allowed.CallToolAsync("Classifier_classify", arguments)).IsError);

        Assert.DoesNotContain("Classifier_classify", (await refused.ListToolsAsync()).Select(tool => tool.Name));
        var wrong = await Assert.ThrowsAsync<McpProtocolException>(async () => await refused.CallToolAsync("Classifier_classify", arguments));
        Assert.Equal(McpErrorCode.InvalidParams, wrong.ErrorCode);
    }
}
