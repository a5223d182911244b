using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using KernelHost.Upstream;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using OpenAI;

namespace KernelHost.Tests.SemanticKernel;

/// <summary>Kernels on a fake server that speaks OpenAI's and Ollama's protocols.</summary>
public sealed class ConnectorTests : IAsyncLifetime
{
    private FakeUpstream? _upstream;
    private HttpClient? _http;

    public static TheoryData<string> Connectors => ["openai client", "openai client, SDK", "openai service", "openai service, SDK", "ollama client", "ollama service"];

    private FakeUpstream Upstream => _upstream!;

    private JsonElement Sent => Upstream.Journal.Entries[^1].Json;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _http = _upstream.CreateClient();
    }

    public async Task DisposeAsync()
    {
        _http?.Dispose();
        await Upstream.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Connectors))]
    public async Task A_prompt_is_answered(string connector)
    {
        Upstream.Script("m", "hello");

        Assert.Equal("hello", await KernelWith(connector).InvokePromptAsync<string>("hi"));
        Assert.Equal("m", Sent.GetProperty("model").GetString());
        Assert.Equal("hi", Assert.Single(Sent.GetProperty("messages").EnumerateArray()).GetProperty("content").ToString().Trim('[', ']'), ignoreCase: true);
    }

    [Theory]
    [MemberData(nameof(Connectors))]
    public async Task An_answer_is_streamed(string connector)
    {
        Upstream.Script("m", "one two three");

        var pieces = await KernelWith(connector).InvokePromptStreamingAsync<string>("hi").ToListAsync();

        Assert.Equal("one two three", string.Concat(pieces));
        Assert.True(pieces.Count(p => p.Length > 0) > 1);
    }

    [Theory]
    [MemberData(nameof(Connectors))]
    public async Task Functions_are_called(string connector)
    {
        Upstream.Always("m", question => question.Turns[^1].Role == "tool"
            ? question.Turns[^1].Text.Contains("42", StringComparison.Ordinal) ? "It is 42" : "It is lost"
            : Answer.Call(Assert.Single(question.Tools).Name, new { n = 21 }));
        var kernel = KernelWith(connector);
        kernel.ImportPluginFromFunctions("math", [KernelFunctionFactory.CreateFromMethod((int n) => n * 2, "double")]);
        var auto = new KernelArguments(new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() });

        Assert.Equal("It is 42", await kernel.InvokePromptAsync<string>("go", auto));
        Assert.Equal("It is 42", string.Concat(await kernel.InvokePromptStreamingAsync<string>("go", auto).ToListAsync()));
    }

    [Theory]
    [MemberData(nameof(Connectors))]
    public async Task A_failure_of_the_server_is_an_exception(string connector)
    {
        Upstream.Fail("m", "500");

        await Assert.ThrowsAnyAsync<Exception>(() => KernelWith(connector).InvokePromptAsync("hi"));
    }

    [Fact]
    public async Task Settings_and_key_reach_the_server()
    {
        var settings = new PromptExecutionSettings { ExtensionData = new Dictionary<string, object> { ["temperature"] = 0.5, ["seed"] = 7, ["stop_sequences"] = new List<string> { "end" } } };

        await KernelWith("openai client").InvokePromptAsync("hi", new(settings));

        Assert.Equal(0.5, Sent.GetProperty("temperature").GetDouble());
        Assert.Equal(7, Sent.GetProperty("seed").GetInt32());
        Assert.Equal("end", Sent.GetProperty("stop")[0].GetString());
        Assert.Equal("key", Upstream.Journal.Entries[^1].Key);
    }

    [Fact]
    public async Task A_schema_is_asked_for()
    {
        var settings = new PromptExecutionSettings { ExtensionData = new Dictionary<string, object> { ["response_format"] = JsonElement.Parse("""{"type":"object","properties":{"a":{"type":"string"}}}""") } };

        await KernelWith("openai client").InvokePromptAsync("hi", new(settings));

        var format = Sent.GetProperty("response_format");
        Assert.Equal("json_schema", format.GetProperty("type").GetString());
        Assert.Equal("string", format.GetProperty("json_schema").GetProperty("schema").GetProperty("properties").GetProperty("a").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Images_system_messages_calls_and_results_reach_the_server()
    {
        var client = KernelWith("openai client").GetRequiredService<IChatClient>();

        await client.GetResponseAsync(
        [
            new(ChatRole.System, "be kind"),
            new(ChatRole.User, [new Microsoft.Extensions.AI.TextContent("what?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png")]),
            new(ChatRole.Assistant, [new Microsoft.Extensions.AI.FunctionCallContent("id", "f", new Dictionary<string, object?> { ["a"] = 1 })]),
            new(ChatRole.Tool, [new Microsoft.Extensions.AI.FunctionResultContent("id", "two")]),
        ]);

        var messages = Sent.GetProperty("messages");
        Assert.Equal(["system", "user", "assistant", "tool"], messages.EnumerateArray().Select(m => m.GetProperty("role").GetString()));
        Assert.Equal("data:image/png;base64,AQID", messages[1].GetProperty("content")[1].GetProperty("image_url").GetProperty("url").GetString());
        Assert.Equal("f", messages[2].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("name").GetString());
        Assert.Equal("id", messages[3].GetProperty("tool_call_id").GetString());
    }

    [Fact]
    public async Task Usage_model_and_finish_reason_come_back()
    {
        Upstream.Script("m", Answer.Tokens("hello", 11, 22), Answer.Tokens("hello", 11, 22));
        var client = KernelWith("openai client").GetRequiredService<IChatClient>();

        var response = await client.GetResponseAsync("hi");
        var streamed = (await client.GetStreamingResponseAsync("hi").ToListAsync()).ToChatResponse();

        Assert.All([response, streamed], r =>
        {
            Assert.Equal((11L, 22L), (r.Usage!.InputTokenCount, r.Usage.OutputTokenCount));
            Assert.Equal(("m", ChatFinishReason.Stop), (r.ModelId, r.FinishReason));
        });
    }

    [Fact]
    public async Task A_server_is_asked_once_where_the_http_client_is_ones_own()
    {
        Upstream.Fail("m", "503");

        await Assert.ThrowsAsync<ClientResultException>(() => KernelWith("openai client").InvokePromptAsync("hi"));

        Assert.Single(Upstream.Journal.Entries);
    }

    [Fact]
    public async Task A_service_has_its_id()
    {
        var kernel = Kernel.CreateBuilder().AddOllamaChatCompletion("m", _http, "a").AddOllamaChatCompletion("n", _http, "b").Build();

        await kernel.InvokePromptAsync("hi", new(new PromptExecutionSettings { ServiceId = "a" }));

        Assert.Equal("m", Sent.GetProperty("model").GetString());
        Assert.NotNull(kernel.GetRequiredService<IChatCompletionService>("b"));
    }

    private Kernel KernelWith(string connector)
    {
        var builder = Kernel.CreateBuilder();
        var endpoint = new Uri(Upstream.Address, "/v1");
        var sdk = new OpenAIClient(new ApiKeyCredential("key"), new OpenAIClientOptions { Endpoint = endpoint, RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });
        return (connector switch
        {
            "openai client" => builder.AddOpenAIChatClient("m", endpoint, "key", httpClient: _http),
            "openai client, SDK" => builder.AddOpenAIChatClient("m", sdk),
            "openai service" => builder.AddOpenAIChatCompletion("m", endpoint, "key", httpClient: _http),
            "openai service, SDK" => builder.AddOpenAIChatCompletion("m", sdk),
            "ollama client" => builder.AddOllamaChatClient("m", _http),
            _ => builder.AddOllamaChatCompletion("m", _http),
        }).Build();
    }
}
