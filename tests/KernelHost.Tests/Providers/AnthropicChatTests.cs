using System.Text.Encodings.Web;
using System.Text.Json;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Upstream;
using Microsoft.Extensions.AI;

namespace KernelHost.Tests.Providers;

/// <summary>What goes over Anthropic's own wire and what comes back from it.</summary>
public sealed class AnthropicChatTests : UpstreamHost
{
    private const string Model = "claude-sonnet-4-5-20250929";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_comes_with_its_thinking_its_signature_and_usage(bool stream)
    {
        Upstream.Script(Model, new Answer { Text = "one two", Thinking = "hm hm", Usage = new(11, 7) { CacheRead = 100, CacheWrite = 20, Thinking = 4 } });

        var answer = await AskAsync(stream);

        Assert.Equal(("one two", Model, ChatFinishReason.Stop), (answer.Text, answer.ModelId, answer.FinishReason));
        Assert.Equal((131, 7, 138, 100, 4), (answer.Usage?.InputTokenCount, answer.Usage?.OutputTokenCount, answer.Usage?.TotalTokenCount, answer.Usage?.CachedInputTokenCount, answer.Usage?.ReasoningTokenCount));
        Assert.Equal(20, answer.Usage?.AdditionalCounts?["prompt_tokens_details.cache_creation_tokens"]);
        var thought = Assert.Single(answer.Messages.SelectMany(message => message.Contents).OfType<TextReasoningContent>());
        Assert.Equal(("hm hm", "c2lnbmVk"), (thought.Text, thought.ProtectedData));
    }

    [Fact]
    public async Task A_request_has_a_limit_and_the_key_and_nothing_of_the_machine()
    {
        await Chat(ProviderKinds.Anthropic, Model).GetResponseAsync("Hi");

        var call = Assert.Single(Upstream.Journal.Entries);
        Assert.Equal("""{"model":"claude-sonnet-4-5-20250929","max_tokens":16384,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}]}""", Sorted(call.Json));
        Assert.Equal(("/v1/messages", "sk-test-0123456789", null), (call.Path, call.Headers["x-api-key"], call.Authorization));
        Assert.Equal(["anthropic-version", "Content-Length", "Content-Type", "Host", "User-Agent", "x-api-key"], call.Headers.Keys.Where(name => name is not ("Accept-Encoding" or "traceparent")).Order(StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/v1")]
    [InlineData("/v1/")]
    public async Task The_base_url_may_hold_the_version_or_not(string path)
    {
        var connection = Connect(ProviderKinds.Anthropic) with { BaseUrl = new(Upstream.Address, path) };

        await Catalog.Get(ProviderKinds.Anthropic).CreateChatClient(connection, Model).GetResponseAsync("Hi");

        Assert.Equal("/v1/messages", Assert.Single(Upstream.Journal.Entries).Path);
    }

    [Fact]
    public async Task Parameters_go_by_anthropics_names_and_those_it_has_not_stay_here()
    {
        await Chat(ProviderKinds.Anthropic, Model).GetResponseAsync("Hi", new()
        {
            Temperature = 0.5f,
            TopP = 0.25f,
            TopK = 40,
            MaxOutputTokens = 100,
            Seed = 7,
            FrequencyPenalty = 1,
            StopSequences = ["END"],
            AdditionalProperties = new()
            {
                ["user"] = JsonElement.Parse("\"ann\""),
                ["logit_bias"] = JsonElement.Parse("""{"5":1}"""),
                ["num_ctx"] = JsonElement.Parse("4096"),
                ["service_tier"] = JsonElement.Parse("\"standard_only\""),
                ["inference_geo"] = JsonElement.Parse("\"eu\""),
            },
        });

        Assert.Equal(
            """{"model":"claude-sonnet-4-5-20250929","max_tokens":100,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],"temperature":0.5,"top_p":0.25,"top_k":40,"stop_sequences":["END"],"metadata":{"user_id":"ann"},"service_tier":"standard_only","inference_geo":"eu"}""",
            Sorted(Sent));
    }

    [Theory]
    [InlineData(5_000, 3_750)]
    [InlineData(1_100, 1_024)]
    [InlineData(100_000, 16_384)]
    public async Task Thinking_leaves_room_for_the_answer_within_the_clients_own_limit(int limit, int budget)
    {
        await Chat(ProviderKinds.Anthropic, "claude-sonnet-4-5").GetResponseAsync("Hi", new() { Reasoning = new() { Effort = ReasoningEffort.High }, MaxOutputTokens = limit });

        Assert.Equal((limit, budget), (Sent.GetProperty("max_tokens").GetInt32(), Sent.GetProperty("thinking").GetProperty("budget_tokens").GetInt32()));
    }

    [Theory]
    [InlineData("claude-sonnet-4-5", ReasoningEffort.Low, """{"type":"enabled","budget_tokens":1024}""", null, 17_408)]
    [InlineData("claude-opus-4-6", ReasoningEffort.High, """{"type":"adaptive","display":"summarized"}""", "high", 16_384)]
    [InlineData("claude-opus-5", ReasoningEffort.ExtraHigh, """{"type":"adaptive","display":"summarized"}""", "xhigh", 16_384)]
    [InlineData("claude-3-7-sonnet-20250219", ReasoningEffort.None, """{"type":"disabled"}""", null, 16_384)]
    [InlineData("claude-3-5-haiku-20241022", ReasoningEffort.High, null, null, 4_096)]
    public async Task An_effort_becomes_the_thinking_the_model_has(string model, ReasoningEffort effort, string? thinking, string? outputEffort, int maxTokens)
    {
        await Chat(ProviderKinds.Anthropic, model).GetResponseAsync("Hi", new() { Reasoning = new() { Effort = effort } });

        Assert.Equal((thinking, outputEffort, maxTokens), (
            Sent.TryGetProperty("thinking", out var sent) ? sent.GetRawText() : null,
            Sent.TryGetProperty("output_config", out var output) ? output.GetProperty("effort").GetString() : null,
            Sent.GetProperty("max_tokens").GetInt32()));
    }

    [Fact]
    public async Task A_clients_own_thinking_goes_as_it_is_and_leaves_room_for_the_answer()
    {
        await Chat(ProviderKinds.Anthropic, Model).GetResponseAsync("Hi", new() { AdditionalProperties = new() { ["thinking"] = JsonElement.Parse("""{"type":"enabled","budget_tokens":2000}""") } });

        Assert.Equal(("""{"type":"enabled","budget_tokens":2000}""", 18_384), (Sent.GetProperty("thinking").GetRawText(), Sent.GetProperty("max_tokens").GetInt32()));
    }

    [Fact]
    public async Task An_answer_too_short_to_think_in_is_refused_before_anything_is_sent()
    {
        var failure = await Assert.ThrowsAsync<ProviderException>(() =>
            Chat(ProviderKinds.Anthropic, Model).GetResponseAsync("Hi", new() { MaxOutputTokens = 500, Reasoning = new() { Effort = ReasoningEffort.Low } }));

        Assert.Equal((FailureClass.BadRequest, "reasoning_effort"), (failure.Class, failure.Param));
        Assert.Empty(Upstream.Journal.Entries);
    }

    [Fact]
    public async Task The_newest_models_get_no_sampling_parameters()
    {
        await Chat(ProviderKinds.Anthropic, "claude-opus-4-7").GetResponseAsync("Hi", new() { Temperature = 0.5f, TopP = 0.5f, TopK = 5 });

        Assert.Equal(["model", "max_tokens", "messages"], Sent.EnumerateObject().Select(member => member.Name).OrderBy(Place));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Parallel_tool_calls_come_with_their_own_ids_and_arguments(bool stream)
    {
        Upstream.Script(Model, Answer.Calls(new("weather", JsonElement.Parse("""{"city":"Rome"}""")), new("now", JsonElement.Parse("{}"))));

        var answer = await AskAsync(stream, new() { Tools = [AIFunctionFactory.Create((string city) => city, "weather"), AIFunctionFactory.Create(() => 1, "now")] });

        var calls = answer.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToArray();
        Assert.Equal(["weather", "now"], calls.Select(call => call.Name));
        Assert.Equal(["""{"city":"Rome"}""", "{}"], calls.Select(call => call.RawRepresentation));
        Assert.Equal(2, calls.Select(call => call.CallId).Distinct().Count());
        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
    }

    [Theory]
    [InlineData("auto", true, """{"type":"auto"}""")]
    [InlineData("auto", false, """{"type":"auto","disable_parallel_tool_use":true}""")]
    [InlineData("none", false, """{"type":"none"}""")]
    [InlineData("any", true, """{"type":"any"}""")]
    [InlineData("two", false, """{"type":"tool","name":"two","disable_parallel_tool_use":true}""")]
    public async Task The_choice_of_tools_is_anthropics(string choice, bool parallel, string expected)
    {
        ChatToolMode mode = choice switch { "auto" => ChatToolMode.Auto, "none" => ChatToolMode.None, "any" => ChatToolMode.RequireAny, _ => ChatToolMode.RequireSpecific(choice) };

        await Chat(ProviderKinds.Anthropic, Model).GetResponseAsync("Hi", new() { Tools = [AIFunctionFactory.Create(() => 2, "two")], ToolMode = mode, AllowMultipleToolCalls = parallel ? null : false });

        Assert.Equal(expected, Sent.GetProperty("tool_choice").GetRawText());
    }

    [Fact]
    public async Task A_conversation_is_told_in_blocks()
    {
        ChatMessage[] messages =
        [
            new(ChatRole.System, "Be brief."),
            new(new("developer"), "Be kind."),
            new(ChatRole.User, [new TextContent("What?"), new DataContent("data:image/png;base64,AQID"), new UriContent("https://example.com/a.png", "image/*"), new DataContent("data:application/pdf;base64,AQID") { Name = "a.pdf" }]),
            new(ChatRole.Assistant, [new TextReasoningContent("hm") { ProtectedData = "c2ln" }, new TextContent("Look:"), new FunctionCallContent("c1", "look", new Dictionary<string, object?> { ["at"] = "é" }), new FunctionCallContent("c2", "look")]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "a cat")]),
            new(ChatRole.Tool, [new FunctionResultContent("c2", "a dog")]),
            new(ChatRole.User, "And?"),
            new(ChatRole.Assistant, ""),
        ];

        await Chat(ProviderKinds.Anthropic, Model).GetResponseAsync(messages);

        Assert.Equal("""[{"type":"text","text":"Be brief."},{"type":"text","text":"Be kind."}]""", Sent.GetProperty("system").GetRawText());
        Assert.Equal(
            """
            [{"role":"user","content":[{"type":"text","text":"What?"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID"}},{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},{"type":"document","title":"a.pdf","source":{"type":"base64","media_type":"application/pdf","data":"AQID"}}]},
            {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"c2ln"},{"type":"text","text":"Look:"},{"type":"tool_use","id":"c1","name":"look","input":{"at":"é"}},{"type":"tool_use","id":"c2","name":"look","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"a cat"},{"type":"tool_result","tool_use_id":"c2","content":"a dog"},{"type":"text","text":"And?"}]}]
            """.ReplaceLineEndings(""),
            Readable(Sent.GetProperty("messages")));
    }

    [Fact]
    public async Task A_schema_is_closed_and_what_anthropic_refuses_in_it_is_told_in_words()
    {
        var schema = JsonElement.Parse("""{"type":"object","properties":{"age":{"type":"integer","minimum":0,"description":"In years."},"tags":{"type":"array","items":{"type":"object","properties":{}},"minItems":1,"maxItems":3}},"required":["age"]}""");

        await Chat(ProviderKinds.Anthropic, Model).GetResponseAsync("Hi", new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema) });

        var sent = Sent.GetProperty("output_config").GetProperty("format");
        var properties = sent.GetProperty("schema").GetProperty("properties");
        Assert.Equal("json_schema", sent.GetProperty("type").GetString());
        Assert.False(sent.GetProperty("schema").GetProperty("additionalProperties").GetBoolean());
        Assert.Equal("In years. (minimum: 0)", properties.GetProperty("age").GetProperty("description").GetString());
        Assert.Equal(["type", "items", "minItems", "description"], properties.GetProperty("tags").EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sealed_thought_a_stop_sequence_and_a_refusal_are_told(bool stream)
    {
        Upstream.Script(Model, new Answer { Text = "one", SealedThinking = "c2VhbGVk", StopSequence = "END" }, new Answer { Text = "no", FinishReason = "content_filter" });

        var stopped = await AskAsync(stream);
        var refused = await AskAsync(stream);

        var thought = Assert.Single(stopped.Messages[0].Contents.OfType<TextReasoningContent>());
        Assert.Equal(("", "c2VhbGVk", true), (thought.Text, thought.ProtectedData, ReasoningForms.IsRedacted(thought)));
        Assert.Equal((ChatFinishReason.Stop, "END"), (stopped.FinishReason, (stopped.AdditionalProperties ?? stopped.Messages[0].AdditionalProperties)?.GetValueOrDefault("stop_reason")?.ToString()));
        Assert.Equal(ChatFinishReason.ContentFilter, refused.FinishReason);
    }

    [Fact]
    public async Task A_full_house_is_an_error_and_says_when_to_come_back_when_it_is_a_limit()
    {
        Upstream.Fail(Model, "429-retry-7");
        var limited = await Assert.ThrowsAsync<ProviderException>(() => AskAsync(stream: true));
        Upstream.Fail(Model, "529");
        var overloaded = await Assert.ThrowsAsync<ProviderException>(() => AskAsync(stream: false));

        Assert.Equal((FailureClass.RateLimit, TimeSpan.FromSeconds(7)), (limited.Class, limited.RetryAfter));
        Assert.Equal((FailureClass.Error, 529), (overloaded.Class, overloaded.Status));
        Assert.Equal(2, Upstream.Journal.Entries.Count);   // the SDK retried nothing
    }

    private async Task<ChatResponse> AskAsync(bool stream, ChatOptions? options = null)
    {
        var client = Chat(ProviderKinds.Anthropic, Model);
        return stream ? (await ReadAsync(client.GetStreamingResponseAsync("Hi", options))).ToChatResponse() : await client.GetResponseAsync("Hi", options);
    }

    // The SDK keeps a body's members in a dictionary: their order is its own.
    private static string Sorted(JsonElement body) =>
        $"{{{string.Join(',', body.EnumerateObject().OrderBy(member => Place(member.Name)).Select(member => $"\"{member.Name}\":{Readable(member.Value)}"))}}}";

    private static int Place(string member)
    {
        string[] order = ["model", "max_tokens", "messages", "temperature", "top_p", "top_k", "stop_sequences", "metadata", "service_tier", "inference_geo"];
        return Array.IndexOf(order, member);
    }

    private static string Readable(JsonElement json) => JsonSerializer.Serialize(json, Plain);
}
