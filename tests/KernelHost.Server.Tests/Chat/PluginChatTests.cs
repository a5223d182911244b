using System.ComponentModel;
using System.Net;
using System.Text.Json;
using KernelHost.Plugins;
using KernelHost.Security;
using KernelHost.Upstream;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace KernelHost.Server.Tests.Chat;

/// <summary>A server with a plugin whose functions do what a test needs, and small limits.</summary>
public sealed class PluginChatFixture : IAsyncLifetime
{
    public KernelHostServer Server { get; } = KernelHostServer.Start(
        services => services.AddSingleton<IPluginSource, BenchSource>(),
        ("PluginsInChat:MostRounds", "3"), ("PluginsInChat:MostCallsPerRound", "4"), ("PluginsInChat:MostConcurrentCalls", "2"), ("PluginsInChat:MostResultCharacters", "200"));

    public FakeUpstream Upstream { get; private set; } = null!;

    public async Task InitializeAsync() => Upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private sealed class BenchSource : IPluginSource
    {
        public long VersionFor(PluginScope scope) => 0;

        public ValueTask<IReadOnlyList<KernelPlugin>> CreateForAsync(PluginScope scope, IServiceProvider services, CancellationToken cancellationToken) =>
            new([KernelPluginFactory.CreateFromObject(new Bench(), "Bench")]);
    }

    private sealed class Bench
    {
        private int _running;
        private int _most;

        [KernelFunction("add"), Description("Adds two numbers.")]
        public static int Add(int a, int b) => a + b;

        [KernelFunction("fail")]
        public static string Fail() => throw new InvalidOperationException("password=hunter2 at /srv/secret");

        [KernelFunction("decline")]
        public static string Decline() => throw new PluginException("Not on a Sunday.");

        [KernelFunction("long")]
        public static string Long() => new('x', 5_000);

        [KernelFunction("hang")]
        public static Task HangAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

        [KernelFunction("together")]
        public async Task<int> TogetherAsync()
        {
            InterlockedMax(Interlocked.Increment(ref _running));
            await Task.Yield();
            Interlocked.Decrement(ref _running);
            return _most;
        }

        private void InterlockedMax(int seen)
        {
            for (var known = _most; seen > known; known = _most)
                Interlocked.CompareExchange(ref _most, seen, known);
        }
    }
}

/// <summary>Tools of type kernelhost: the host runs what the model calls.</summary>
public sealed class PluginChatTests(PluginChatFixture fixture) : IClassFixture<PluginChatFixture>
{
    private static readonly object ClientTool = new { type = "function", function = new { name = "lookup", parameters = new { type = "object", properties = new { } } } };

    private static int _models;

    [Theory]
    [InlineData("openai")]
    [InlineData("ollama")]
    public async Task The_host_runs_what_the_model_calls_and_the_client_gets_the_answer(string wire)
    {
        var model = Script(Answer.Call("Bench_add", new { a = 2, b = 3 }), "It is 5.");
        using var client = await TenantAsync(model, wire);

        using var answer = await AskAsync(client, model, Plugin("Bench"));

        var json = await answer.JsonAsync();
        Assert.Equal(("It is 5.", "stop"), (Message(json).GetProperty("content").GetString(), json.GetProperty("choices")[0].GetProperty("finish_reason").GetString()));
        Assert.False(Message(json).TryGetProperty("tool_calls", out _));
        Assert.Equal(["Bench.add ok"], PluginCalls(json));
        Assert.Equal(["plugin", "function", "duration_ms", "ok"], json.GetProperty("model_info").GetProperty("plugin_calls")[0].EnumerateObject().Select(member => member.Name));
        var asked = Asked(model);
        Assert.Equal(2, asked.Length);
        Assert.Equal(["Bench_add", "Bench_decline", "Bench_fail", "Bench_hang", "Bench_long", "Bench_together"], ToolNames(asked[0]));
        Assert.Equal(("tool", "5"), (asked[1].GetProperty("messages")[2].GetProperty("role").GetString(), asked[1].GetProperty("messages")[2].GetProperty("content").GetString()));
    }

    [Fact]
    public async Task A_stream_passes_text_on_as_it_comes_and_tells_the_calls_at_its_end()
    {
        var model = Script(Answer.Call("Bench_add", new { a = 2, b = 3 }) with { Text = "Let me see." }, "It is 5.");
        using var client = await TenantAsync(model);

        using var answer = await AskAsync(client, model, true, Plugin("Bench", "add"));

        var chunks = Chunks(await answer.Content.ReadAsStringAsync());
        Assert.Equal("Let me see.\n\nIt is 5.", string.Concat(chunks.Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("content", out var text) ? text.GetString() : "")));
        Assert.DoesNotContain(chunks, chunk => chunk.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("tool_calls", out _));
        Assert.Equal(["stop"], chunks.Select(chunk => chunk.GetProperty("choices")[0].GetProperty("finish_reason").GetString()).OfType<string>());
        Assert.False(chunks[0].GetProperty("model_info").TryGetProperty("plugin_calls", out _));
        Assert.Equal(["Bench.add ok"], PluginCalls(chunks[^1]));
        Assert.Equal(["Bench_add"], ToolNames(Asked(model)[0]));
    }

    [Fact]
    public async Task The_whole_answer_has_the_same_text_as_the_stream_and_the_usage_of_all_rounds()
    {
        var model = Script(Answer.Call("Bench_add", new { a = 2, b = 3 }) with { Text = "Let me see.", Usage = new(10, 5) }, Answer.Tokens("It is 5.", 20, 7));
        using var client = await TenantAsync(model);

        using var answer = await AskAsync(client, model, Plugin("Bench"));

        var json = await answer.JsonAsync();
        Assert.Equal("Let me see.\n\nIt is 5.", Message(json).GetProperty("content").GetString());
        Assert.Equal((30, 12), (json.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), json.GetProperty("usage").GetProperty("completion_tokens").GetInt32()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_client_s_own_functions_are_handed_back_to_it_after_the_plugins_were_run(bool stream)
    {
        var model = Script(
            Answer.Calls(new ToolCall("lookup", Json("{}")), new ToolCall("Bench_add", Json("""{"a": 1, "b": 1}"""))),
            Answer.Calls(new ToolCall("lookup", Json("""{"n": 2}"""))));
        using var client = await TenantAsync(model);

        using var answer = await AskAsync(client, model, stream, ClientTool, Plugin("Bench"));

        var text = await answer.Content.ReadAsStringAsync();
        var json = stream ? Chunks(text)[^1] : Json(text);
        Assert.Equal("tool_calls", json.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Contains("\"name\":\"lookup\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Bench_add", text, StringComparison.Ordinal);
        Assert.Equal(["Bench.add ok"], PluginCalls(json));
        Assert.Equal("Bench_add", Assert.Single(Asked(model)[1].GetProperty("messages")[1].GetProperty("tool_calls").EnumerateArray()).GetProperty("function").GetProperty("name").GetString());
    }

    [Fact]
    public async Task What_goes_wrong_in_a_plugin_is_told_to_the_model_without_its_insides()
    {
        var model = Script(
            Answer.Calls(new ToolCall("Bench_fail", Json("{}")), new ToolCall("Bench_decline", Json("{}")), new ToolCall("Bench_add", Json("""{"a": 1}""")), new ToolCall("Bench_long", Json("{}")), new ToolCall("Bench_add", Json("{}"))),
            "Sorry.");
        using var client = await TenantAsync(model);

        using var answer = await AskAsync(client, model, Plugin("Bench"));

        var json = await answer.JsonAsync();
        Assert.Equal(["Bench.fail plugin_failed", "Bench.decline plugin_failed", "Bench.add invalid_argument", "Bench.long ok", "Bench.add too_many_calls"], PluginCalls(json));
        var told = Asked(model)[1].GetProperty("messages").EnumerateArray().Skip(2).Select(message => message.GetProperty("content").GetString()!).ToArray();
        Assert.Equal("""{"error":"The function \u0027Bench.fail\u0027 failed."}""", told[0]);
        Assert.Equal("""{"error":"Not on a Sunday."}""", told[1]);
        Assert.Equal("""{"error":"\u0027b\u0027 is missing."}""", told[2]);
        Assert.EndsWith("… [cut off: the result has 5002 characters]", told[3], StringComparison.Ordinal);
        Assert.DoesNotContain(told, text => text.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_model_that_calls_for_ever_is_stopped()
    {
        var model = Name();
        fixture.Upstream.Always(model, question => question.ToolUse == ToolUse.None ? "Enough." : Answer.Call("Bench_add", new { a = 1, b = 1 }));
        using var client = await TenantAsync(model);

        using var answer = await AskAsync(client, model, Plugin("Bench"));

        var json = await answer.JsonAsync();
        Assert.Equal("Enough.", Message(json).GetProperty("content").GetString());
        Assert.Equal((3, 4), (PluginCalls(json).Length, Asked(model).Length));
        Assert.Equal("none", Asked(model)[3].GetProperty("tool_choice").GetString());
    }

    [Fact]
    public async Task Calls_of_one_answer_run_together_within_bounds()
    {
        var model = Script(Answer.Calls([.. Enumerable.Repeat(new ToolCall("Bench_together", Json("{}")), 4)]), "Done.");
        using var client = await TenantAsync(model);

        using var answer = await AskAsync(client, model, Plugin("Bench"));

        Assert.Equal(4, PluginCalls(await answer.JsonAsync()).Length);
        Assert.All(Asked(model)[1].GetProperty("messages").EnumerateArray().Skip(2), message => Assert.InRange(int.Parse(message.GetProperty("content").GetString()!, null), 1, 2));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Plugins_end_with_the_request_s_time(bool stream)
    {
        var model = Script(Answer.Call("Bench_hang", new { }));
        using var client = await TenantAsync(model, deadline: "300ms");

        using var answer = await AskAsync(client, model, stream, Plugin("Bench", "hang"));

        Assert.Equal((HttpStatusCode.GatewayTimeout, "timeout"), (answer.StatusCode, (await answer.ErrorAsync()).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_function_may_be_demanded_once()
    {
        var model = Name();
        using var client = await TenantAsync(model);

        using var answer = await client.PostAsync(Calls.ChatPath, new { model, messages = Hello, tools = new[] { Plugin("Bench", "add") }, tool_choice = new { type = "function", function = new { name = "Bench_add" } } });
        using var nobody = await client.PostAsync(Calls.ChatPath, new { model, messages = Hello, tools = new[] { Plugin("Bench", "add") }, tool_choice = new { type = "function", function = new { name = "Bench_ad" } } });

        Assert.Equal(["Bench.add ok"], PluginCalls(await answer.JsonAsync()));
        Assert.False(Asked(model)[1].TryGetProperty("tool_choice", out _));
        var error = await nobody.ErrorAsync();
        Assert.Equal((HttpStatusCode.BadRequest, "tool_choice.function.name"), (nobody.StatusCode, error.GetProperty("param").GetString()));
        Assert.Contains("'Bench_add'", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_calls_no_model_that_the_caller_s_key_may_not_use()
    {
        var model = Script(Answer.Call("Rubric_generate_rubric", new { prompt = "An essay" }), "No.");
        using var client = await TenantAsync(model, key: new("narrow", Role.Member) { Models = [$"openai/{model}"] });
        using var free = await TenantAsync(Script(Answer.Call("Classifier_classify", new { text = "My invoice is wrong", labels = new[] { "billing", "travel" } }), "Billing."));

        using var narrow = await AskAsync(client, model, Plugin("Rubric"));
        using var wide = await AskAsync(free, "default", Plugin("Classifier"));

        Assert.All(PluginCalls(await narrow.JsonAsync()), call => Assert.DoesNotContain("embedded", call, StringComparison.Ordinal));
        Assert.DoesNotContain(Asked(model), body => body.GetRawText().Contains("extractive", StringComparison.Ordinal));
        Assert.Equal(["Classifier.classify ok"], PluginCalls(await wide.JsonAsync()));
    }

    [Theory]
    [InlineData("""{"type": "kernelhost", "plugin": "Benhc"}""", HttpStatusCode.NotFound, "plugin_not_found", null, "'Bench'")]
    [InlineData("""{"type": "kernelhost", "plugin": "Bench", "functions": ["ad"]}""", HttpStatusCode.NotFound, "function_not_found", null, "'add'")]
    [InlineData("""{"type": "kernelhost"}""", HttpStatusCode.BadRequest, "missing_required_parameter", "tools[0].plugin", "is missing")]
    [InlineData("""{"type": "kernelhost", "plugin": 5}""", HttpStatusCode.BadRequest, "invalid_type", "tools[0].plugin", "a string")]
    [InlineData("""{"type": "kernelhost", "plugin": "Bench", "functions": []}""", HttpStatusCode.BadRequest, "invalid_value", "tools[0].functions", "leave it out")]
    [InlineData("""{"type": "kernelhost", "plugin": "Bench", "function": "add"}""", HttpStatusCode.BadRequest, "invalid_value", "tools[0].function", "'functions'")]
    public async Task A_wrong_plugin_tool_is_refused_by_name(string tool, HttpStatusCode status, string code, string? param, string says)
    {
        var model = Name();
        using var client = await TenantAsync(model);

        using var answer = await client.PostAsync(Calls.ChatPath, $$"""{"messages": [{"role": "user", "content": "Hi"}], "tools": [{{tool}}]}""");

        var error = await answer.ErrorAsync();
        Assert.Equal((status, code, param), (answer.StatusCode, error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
        Assert.Contains(says, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(Asked(model));
    }

    [Fact]
    public async Task A_client_s_function_of_a_plugin_s_name_is_refused()
    {
        var model = Name();
        using var client = await TenantAsync(model);

        using var answer = await AskAsync(client, model, new { type = "function", function = new { name = "Bench_add" } }, Plugin("Bench"));

        Assert.Equal((HttpStatusCode.BadRequest, "tools"), (answer.StatusCode, (await answer.ErrorAsync()).GetProperty("param").GetString()));
    }

    [Fact]
    public async Task A_plugin_that_was_offered_and_not_called_is_an_empty_list()
    {
        var model = Script("Hello.");
        using var client = await TenantAsync(model);

        using var answer = await AskAsync(client, model, Plugin("Bench"));

        Assert.Empty(PluginCalls(await answer.JsonAsync()));
    }

    private static readonly object[] Hello = [new { role = "user", content = "What is two and three?" }];

    private static object Plugin(string plugin, params string[] functions) => functions is [] ? new { type = "kernelhost", plugin } : new { type = "kernelhost", plugin, functions };

    private static JsonElement Json(string json) => JsonElement.Parse(json);

    private static JsonElement Message(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message");

    private static string[] PluginCalls(JsonElement answer) =>
    [
        .. answer.GetProperty("model_info").GetProperty("plugin_calls").EnumerateArray()
            .Select(call => $"{call.GetProperty("plugin").GetString()}.{call.GetProperty("function").GetString()} {(call.GetProperty("ok").GetBoolean() ? "ok" : call.GetProperty("error").GetString())}"),
    ];

    private static string[] ToolNames(JsonElement body) => [.. body.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("function").GetProperty("name").GetString()!)];

    private static JsonElement[] Chunks(string events) =>
        [.. events.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => Json(line[6..]))];

    private static string Name() => $"plugged-{Interlocked.Increment(ref _models)}";

    private static Task<HttpResponseMessage> AskAsync(HttpClient client, string model, params object[] tools) => AskAsync(client, model, false, tools);

    private static Task<HttpResponseMessage> AskAsync(HttpClient client, string model, bool stream, params object[] tools) =>
        client.PostAsync(Calls.ChatPath, new { model, messages = Hello, tools, stream });

    private string Script(params Answer[] answers)
    {
        var model = Name();
        fixture.Upstream.Script(model, answers);
        return model;
    }

    private JsonElement[] Asked(string model) => [.. fixture.Upstream.Journal.Entries.Where(call => call.Model == model).Select(call => call.Json)];

    private Task<HttpClient> TenantAsync(string model, string wire = "openai", string deadline = "1m", NewApiKey? key = null) => fixture.Server.CreateTenantAsync(
        new
        {
            is_default = true,
            global_default_model = new { provider = wire, model },
            small_fast_model = new { provider = "embedded", model = "extractive-mini" },
            providers = new Dictionary<string, object>
            {
                ["openai"] = Tenants.OpenAiProvider(fixture.Upstream, Tenants.OpenAiKey, model),
                ["ollama"] = Tenants.OllamaProvider(fixture.Upstream, model),
                ["embedded"] = new { kind = "embedded", models = new[] { "extractive", "extractive-mini" } },
            },
            fallback = new { enabled = false, deadline },
        },
        key);
}
