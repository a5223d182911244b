using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using KernelHost.McpServer;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace KernelHost.Server.Tests.Mcp;

/// <summary>The host as an MCP server, to the SDK's own client and to requests that it would not make.</summary>
public sealed class McpServerTests : IAsyncLifetime
{
    private const string Initialize = """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""";
    private const string Ping = """{"jsonrpc":"2.0","id":2,"method":"ping"}""";

    private readonly KernelHostServer _server = KernelHostServer.Start(("McpServer:AllowedOrigins:0", "https://app.example"), ("McpServer:MostSessionsPerKey", "2"));
    private FakeMcp _fake = null!;
    private string _slug = "";
    private string _key = "";

    public async Task InitializeAsync()
    {
        _fake = await FakeMcp.StartAsync();
        (_slug, _key) = await _server.CreateTenantKeyAsync(new
        {
            is_default = true,
            global_default_model = new { provider = "embedded", model = "extractive" },
            small_fast_model = new { provider = "embedded", model = "extractive-mini" },
            providers = new { embedded = new { kind = "embedded", models = new[] { "extractive", "extractive-mini" } } },
            prompts = new[] { new { name = "coder", messages = new[] { new { role = "system", content = "You write code." }, new { role = "user", content = "Begin." } } } },
            mcp = new { servers = new[] { McpTenants.Http("fake", _fake) } },
        });
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _fake.DisposeAsync();
    }

    [Fact]
    public async Task Plugins_functions_are_tools_with_their_schemas()
    {
        await using var client = await ConnectAsync();

        var tools = await client.ListToolsAsync();

        Assert.Contains("Classifier_classify", tools.Select(tool => tool.Name));
        Assert.Equal("KernelHost", client.ServerInfo?.Name);
        using var http = _server.Client(_key);
        var listed = (await http.TryGetAsync("/api/v1/plugins/Classifier")).Json.GetProperty("functions").EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!, one => one.GetProperty("parameters"));
        Assert.All(listed, function => Assert.True(JsonElement.DeepEquals(function.Value, tools.Single(tool => tool.Name == $"Classifier_{function.Key}").ProtocolTool.InputSchema)));
    }

    [Fact]
    public async Task A_servers_tool_has_the_schema_it_was_listed_with_to_the_last_sign()
    {
        await using var client = await ConnectAsync();

        var tool = (await client.ListToolsAsync()).Single(tool => tool.Name == "mcp_fake_odd_schema_x");

        Assert.Equal(Minified(FakeTools.OddSchema), Minified(tool.ProtocolTool.InputSchema.GetRawText()));
    }

    [Fact]
    public async Task A_call_runs_the_function_with_the_keys_models()
    {
        await using var client = await ConnectAsync();

        var result = await client.CallToolAsync("Classifier_classify", new Dictionary<string, object?> { ["text"] = "My invoice is wrong", ["labels"] = new[] { "billing", "travel" } });

        Assert.NotEqual(true, result.IsError);
        Assert.Equal("billing", result.StructuredContent?.GetProperty("label").GetString());
        Assert.Equal("billing", JsonElement.Parse(Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text).GetProperty("label").GetString());
    }

    [Fact]
    public async Task A_bad_argument_is_a_result_that_names_it_so_that_a_model_can_mend_it()
    {
        await using var client = await ConnectAsync();

        var result = await client.CallToolAsync("Classifier_classify", new Dictionary<string, object?> { ["text"] = 5, ["labels"] = new[] { "a", "b" } });

        Assert.True(result.IsError);
        Assert.Equal("'text' must be a string, not a number.", Assert.IsType<TextContentBlock>(result.Content[0]).Text);
    }

    [Fact]
    public async Task What_is_not_there_is_an_error_that_suggests_what_is()
    {
        await using var client = await ConnectAsync();

        var wrong = await Assert.ThrowsAsync<McpProtocolException>(async () => await client.CallToolAsync("Classifier_clasify"));
        var prompt = await Assert.ThrowsAsync<McpProtocolException>(async () => await client.GetPromptAsync("codr"));

        Assert.Equal((McpErrorCode.InvalidParams, McpErrorCode.InvalidParams), (wrong.ErrorCode, prompt.ErrorCode));
        Assert.Contains("'Classifier_classify'", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("'coder'", prompt.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_MCP_server_of_the_organisation_says_passes_as_it_is()
    {
        await using var client = await ConnectAsync();

        var media = await client.CallToolAsync("mcp_fake_media");
        var fail = await client.CallToolAsync("mcp_fake_fail");

        Assert.Equal(["text", "image", "audio", "resource_link", "resource"], media.Content.Select(content => content.Type));
        Assert.Equal((true, "There is no such city."), (fail.IsError, Assert.IsType<TextContentBlock>(fail.Content[0]).Text));
    }

    [Fact]
    public async Task Progress_passes_from_the_far_server_to_the_near_client()
    {
        await using var client = await ConnectAsync();
        var steps = new System.Collections.Concurrent.ConcurrentQueue<(float, string?)>();

        _ = await client.CallToolAsync("mcp_fake_steps", progress: new Reports(step => steps.Enqueue((step.Progress, step.Message))));

        var heard = await Polling.UntilAsync(() => Task.FromResult(steps.ToArray()), heard => heard.Length == 3);
        Assert.Equal([(1f, "step 1"), (2f, "step 2"), (3f, "step 3")], heard);
    }

    [Fact]
    public async Task A_call_its_client_no_longer_wants_is_no_longer_wanted_of_the_far_server_either()
    {
        await using var client = await ConnectAsync();
        using var enough = new CancellationTokenSource();

        var call = client.CallToolAsync("mcp_fake_hang", cancellationToken: enough.Token).AsTask();
        await Polling.UntilAsync(() => Task.FromResult(_fake.Tools.Calls), calls => calls == 1);
        await enough.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Polling.UntilAsync(() => Task.FromResult(_fake.Tools.Cancelled), told => told > 0);
    }

    [Fact]
    public async Task The_setups_prompts_are_prompts()
    {
        await using var client = await ConnectAsync();

        var prompts = await client.ListPromptsAsync();
        var prompt = await client.GetPromptAsync("coder");

        Assert.Equal(["coder"], prompts.Select(one => one.Name));
        Assert.Equal([(ModelContextProtocol.Protocol.Role.User, "You write code."), (ModelContextProtocol.Protocol.Role.User, "Begin.")], prompt.Messages.Select(message => (message.Role, Assert.IsType<TextContentBlock>(message.Content).Text)));
    }

    [Fact]
    public async Task A_client_that_listens_hears_that_the_tools_changed()
    {
        var heard = new TaskCompletionSource();
        await using var client = await ConnectAsync(NotificationMethods.ToolListChangedNotification, heard.SetResult);
        _ = await client.ListToolsAsync();

        using var http = _server.Client(KernelHostServer.AdminKey);
        await Polling.UntilAsync(
            async () =>
            {
                var config = (await http.TryGetAsync($"/api/v1/organizations/{_slug}/config")).Text;
                return await http.TryPutAsync($"/api/v1/organizations/{_slug}/config", config.Replace("You write", "You read and write", StringComparison.Ordinal));
            },
            _ => heard.Task.IsCompleted);
    }

    [Fact]
    public async Task Without_a_key_it_is_a_401_that_says_what_is_wanted()
    {
        var answer = await SendAsync(HttpMethod.Post, Initialize, key: null);

        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (answer.Status, answer.Headers.WwwAuthenticate.ToString()));
        Assert.Equal(("2.0", "invalid_api_key"), (answer.Json.GetProperty("jsonrpc").GetString(), answer.Json.GetProperty("error").GetProperty("data").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_session_is_its_keys_and_nobody_elses()
    {
        var session = await OpenAsync();
        var other = await _server.CreateKeyAsync(_slug, new("other", Security.Role.OrgAdmin));

        var foreign = await SendAsync(HttpMethod.Post, Ping, session, key: other);
        var own = await SendAsync(HttpMethod.Post, Ping, session);
        var end = await SendAsync(HttpMethod.Delete, null, session);
        var after = await SendAsync(HttpMethod.Post, Ping, session);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK, HttpStatusCode.NoContent, HttpStatusCode.NotFound), (foreign.Status, own.Status, end.Status, after.Status));
    }

    [Fact]
    public async Task One_session_too_many_ends_the_one_unused_for_longest()
    {
        string[] sessions = [await OpenAsync(), await OpenAsync(), await OpenAsync()];

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Post, Ping, sessions[2])).Status);
        await Polling.UntilAsync(() => SendAsync(HttpMethod.Post, Ping, sessions[0]), answer => answer.Status == HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("https://app.example", HttpStatusCode.OK)]
    [InlineData("http://localhost:6274", HttpStatusCode.OK)]
    [InlineData("http://127.0.0.1", HttpStatusCode.OK)]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    public async Task Only_pages_that_may_call_are_answered(string origin, HttpStatusCode status)
    {
        Assert.Equal(status, (await SendAsync(HttpMethod.Post, Initialize, configure: headers => headers.Add("Origin", origin))).Status);
    }

    [Theory]
    [InlineData("not json", HttpStatusCode.BadRequest, "invalid_message")]
    [InlineData("[]", HttpStatusCode.BadRequest, "invalid_message")]
    [InlineData("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", HttpStatusCode.BadRequest, "invalid_message")]
    [InlineData("null", HttpStatusCode.BadRequest, "invalid_message")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"\\ud800\":1}}", HttpStatusCode.BadRequest, "malformed_json")]
    [InlineData(Ping, HttpStatusCode.BadRequest, "session_required")]
    public async Task What_is_no_message_or_comes_too_early_is_refused_in_the_protocols_form(string body, HttpStatusCode status, string code)
    {
        var answer = await SendAsync(HttpMethod.Post, body);

        Assert.Equal((status, code), (answer.Status, answer.Json.GetProperty("error").GetProperty("data").GetProperty("code").GetString()));
        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty("id").ValueKind);
    }

    [Fact]
    public async Task A_version_that_has_no_sessions_is_refused_with_those_that_have()
    {
        var answer = await SendAsync(HttpMethod.Post, Ping, configure: headers => headers.Add("MCP-Protocol-Version", "2026-07-28"));

        Assert.Equal((HttpStatusCode.BadRequest, -32022), (answer.Status, answer.Json.GetProperty("error").GetProperty("code").GetInt32()));
        Assert.Equal("2025-11-25", answer.Json.GetProperty("error").GetProperty("data").GetProperty("supported")[3].GetString());
    }

    [Fact]
    public async Task A_client_must_take_both_forms_of_answers()
    {
        Assert.Equal(HttpStatusCode.NotAcceptable, (await SendAsync(HttpMethod.Post, Initialize, configure: headers => { headers.Accept.Clear(); headers.Add("Accept", "application/json"); })).Status);
    }

    [Fact]
    public async Task An_organisation_that_does_without_MCP_is_no_server_either()
    {
        using var http = _server.Client(KernelHostServer.AdminKey);
        _ = await http.TryPutAsync($"/api/v1/organizations/{_slug}/config", new { version = "1.0", features = new { mcp_enabled = false } });

        var answer = await SendAsync(HttpMethod.Post, Initialize);

        Assert.Equal((HttpStatusCode.Forbidden, "mcp_disabled"), (answer.Status, answer.Json.GetProperty("error").GetProperty("data").GetProperty("code").GetString()));
    }

    private Task<McpClient> ConnectAsync(string? notification = null, Action? heard = null) => _server.ConnectMcpAsync(_key, notification, heard);

    private async Task<string> OpenAsync() => (await SendAsync(HttpMethod.Post, Initialize)).Headers.GetValues("Mcp-Session-Id").Single();

    /// <param name="key">Empty = the organisation's; null = none.</param>
    private async Task<Exchange> SendAsync(HttpMethod method, string? body, string? session = null, Action<HttpRequestHeaders>? configure = null, string? key = "")
    {
        using var http = _server.Client(key is "" ? _key : key);
        using var request = new HttpRequestMessage(method, "/mcp") { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Accept", "application/json, text/event-stream");
        if (session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", session);
        }

        configure?.Invoke(request.Headers);
        using var response = await http.SendAsync(request);
        return new(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }

    private static string Minified(string json) => JsonSerializer.Serialize(JsonElement.Parse(json));

    private sealed class Reports(Action<ProgressNotificationValue> report) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) => report(value);
    }
}
