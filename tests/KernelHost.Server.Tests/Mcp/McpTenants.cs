using System.Text.Json;
using KernelHost.McpServer;
using ModelContextProtocol.Client;

namespace KernelHost.Server.Tests.Mcp;

/// <summary>Setups with MCP servers, and calls of their tools.</summary>
internal static class McpTenants
{
    /// <summary>The fake server as a command; it stands beside the tests.</summary>
    public static string[] Fake { get; } = ["dotnet", Path.Combine(AppContext.BaseDirectory, "KernelHost.McpServer.dll")];

    public static object Stdio(string name, params string[] arguments) =>
        new { name, transport = "stdio", command = Fake[0], args = new[] { Fake[1] }.Concat(arguments) };

    public static object Http(string name, FakeMcp fake, string path = "/mcp") =>
        new { name, transport = "http", base_url = new Uri(fake.Address, path).ToString() };

    public static object Setup(params object[] servers) => new
    {
        is_default = true,
        global_default_model = new { provider = "embedded", model = "extractive" },
        small_fast_model = new { provider = "embedded", model = "extractive-mini" },
        providers = new { embedded = new { kind = "embedded", models = new[] { "extractive", "extractive-mini" } } },
        mcp = new { servers },
    };

    public static Task<Exchange> CallToolAsync(this HttpClient client, string function, object? arguments = null) =>
        client.TryPostAsync($"/api/v1/plugins/{function}", new { arguments = arguments ?? new { } });

    /// <summary>The text of a result's first content.</summary>
    public static string Text(this Exchange exchange) => exchange.Json.GetProperty("result").GetProperty("content")[0].GetProperty("text").GetString()!;

    public static async Task<JsonElement> StatusAsync(this HttpClient client, string server) =>
        (await client.TryGetAsync("/api/v1/admin/mcp-servers")).Json.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("name").GetString() == server);

    /// <summary>The SDK's own client of the host, which may listen for one notification.</summary>
    public static Task<McpClient> ConnectMcpAsync(this KernelHostServer server, string key, string? notification = null, Action? heard = null) => McpClient.CreateAsync(
        new HttpClientTransport(new()
        {
            Endpoint = new Uri(server.Address, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
        }),
        notification is null ? null : new() { Handlers = new() { NotificationHandlers = [new(notification, (_, _) => { heard?.Invoke(); return default; })] } });
}
