using System.Text.Json;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.OpenAi;
using KernelHost.Upstream;
using Microsoft.Extensions.AI;

namespace KernelHost.Tests.Providers;

/// <summary>What goes over OpenAI's wire and what comes back from it.</summary>
public class OpenAiChatTests : UpstreamHost
{
    private static readonly JsonElement Schema = JsonElement.Parse("""{"type":"object","properties":{"city":{"type":"string"}}}""");

    [Fact]
    public async Task An_answer_comes_with_all_that_was_said_about_it()
    {
        Upstream.Script("gpt-4o", new Answer { Text = "Hello", Thinking = "hm", Usage = new(11, 7) });

        var answer = await Chat(ProviderKinds.OpenAI, "gpt-4o").GetResponseAsync("Hi");

        Assert.Equal(("Hello", "gpt-4o", ChatFinishReason.Stop), (answer.Text, answer.ModelId, answer.FinishReason));
        Assert.Equal((11, 7, 18), (answer.Usage?.InputTokenCount, answer.Usage?.OutputTokenCount, answer.Usage?.TotalTokenCount));
        Assert.Equal("hm", Assert.Single(answer.Messages[0].Contents.OfType<TextReasoningContent>()).Text);
        Assert.Equal("fp_fake", answer.AdditionalProperties?["system_fingerprint"]?.ToString());
        Assert.NotNull(answer.ResponseId);
        Assert.NotNull(answer.CreatedAt);
    }

    [Fact]
    public async Task A_streamed_answer_is_the_same_answer_in_pieces()
    {
        Upstream.Script("gpt-4o", new Answer { Text = "one two three", Usage = new(11, 7) });

        var updates = await ReadAsync(Chat(ProviderKinds.OpenAI, "gpt-4o").GetStreamingResponseAsync("Hi"));

        var answer = updates.ToChatResponse();
        Assert.True(updates.Count(update => update.Text.Length > 0) > 1);
        Assert.Equal(("one two three", ChatFinishReason.Stop, 18), (answer.Text, answer.FinishReason, answer.Usage?.TotalTokenCount));
        Assert.True(Sent.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
    }

    [Fact]
    public async Task Every_option_is_written_under_its_name_on_the_wire()
    {
        await Chat(ProviderKinds.Groq, "m").GetResponseAsync("Hi", new()
        {
            Temperature = 0.5f,
            TopP = 0.25f,
            TopK = 40,
            MaxOutputTokens = 100,
            Seed = 7,
            FrequencyPenalty = 0.5f,
            PresencePenalty = -0.5f,
            StopSequences = ["END"],
            ResponseFormat = ChatResponseFormat.Json,
            Reasoning = new() { Effort = ReasoningEffort.Low },
        });

        Assert.Equal(
            """{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":0.5,"top_p":0.25,"top_k":40,"max_tokens":100,"seed":7,"frequency_penalty":0.5,"presence_penalty":-0.5,"reasoning_effort":"low","stop":["END"],"response_format":{"type":"json_object"}}""",
            Sent.GetRawText());
    }

    [Fact]
    public async Task Members_the_host_has_no_name_for_pass_through_and_never_twice()
    {
        await Chat(ProviderKinds.OpenAI, "m").GetResponseAsync("Hi", new()
        {
            Temperature = 1,
            AdditionalProperties = new()
            {
                ["logit_bias"] = JsonElement.Parse("""{"42":-1}"""),
                ["user"] = "u",
                ["n"] = 1,
                ["store"] = false,
                ["temperature"] = 0,
                ["model"] = "other",
            },
        });

        Assert.Equal(
            """{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":1,"logit_bias":{"42":-1},"user":"u","n":1,"store":false}""",
            Sent.GetRawText());
    }

    [Fact]
    public async Task A_conversation_keeps_roles_names_tool_calls_and_results()
    {
        ChatMessage[] messages =
        [
            new(new("developer"), "Be brief."),
            new(ChatRole.User, "Weather?") { AuthorName = "ann" },
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "weather", new Dictionary<string, object?> { ["city"] = "Rome" }), new FunctionCallContent("c2", "time")]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", new { degrees = 20 }), new FunctionResultContent("c2", "noon")]),
        ];

        await Chat(ProviderKinds.OpenAI, "m").GetResponseAsync(messages);

        Assert.Equal(
            """[{"role":"developer","content":"Be brief."},{"role":"user","name":"ann","content":"Weather?"},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Rome\"}"}},{"id":"c2","type":"function","function":{"name":"time","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"{\"degrees\":20}"},{"role":"tool","tool_call_id":"c2","content":"noon"}]""",
            Sent.GetProperty("messages").GetRawText());
    }

    [Fact]
    public async Task Images_audio_and_files_go_as_parts()
    {
        ChatMessage message = new(ChatRole.User,
        [
            new TextContent("What is this?"),
            new UriContent("https://example.com/a.png", "image/png") { AdditionalProperties = new() { ["detail"] = "low" } },
            new DataContent(new byte[] { 1, 2, 3 }, "image/png"),
            new DataContent(new byte[] { 1, 2, 3 }, "audio/mpeg"),
            new DataContent(new byte[] { 1, 2, 3 }, "application/pdf") { Name = "a.pdf" },
            new AIContent { RawRepresentation = JsonElement.Parse("""{"type":"video_url","video_url":{"url":"v"}}""") },
        ]);

        await Chat(ProviderKinds.OpenAI, "m").GetResponseAsync([message]);

        Assert.Equal(
            """[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"https://example.com/a.png","detail":"low"}},{"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}},{"type":"input_audio","input_audio":{"data":"AQID","format":"mp3"}},{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AQID"}},{"type":"video_url","video_url":{"url":"v"}}]""",
            Sent.GetProperty("messages")[0].GetProperty("content").GetRawText());
    }

    [Theory]
    [InlineData("auto", "\"auto\"")]
    [InlineData("none", "\"none\"")]
    [InlineData("required", "\"required\"")]
    [InlineData("weather", """{"type":"function","function":{"name":"weather"}}""")]
    public async Task Tools_and_their_choice_are_offered(string mode, string expected)
    {
        var tool = AIFunctionFactory.CreateDeclaration("weather", "Tells it.", Schema);
        ChatToolMode choice = mode switch
        {
            "auto" => ChatToolMode.Auto,
            "none" => ChatToolMode.None,
            "required" => ChatToolMode.RequireAny,
            _ => ChatToolMode.RequireSpecific(mode),
        };

        await Chat(ProviderKinds.OpenAI, "m").GetResponseAsync("Hi", new() { Tools = [tool], ToolMode = choice, AllowMultipleToolCalls = false });

        Assert.Equal($$$"""[{"type":"function","function":{"name":"weather","description":"Tells it.","parameters":{{{Schema.GetRawText()}}}}}]""", Sent.GetProperty("tools").GetRawText());
        Assert.Equal(expected, Sent.GetProperty("tool_choice").GetRawText());
        Assert.False(Sent.GetProperty("parallel_tool_calls").GetBoolean());
    }

    [Fact]
    public async Task A_schema_is_asked_for_by_name_and_strictly()
    {
        await Chat(ProviderKinds.OpenAI, "m").GetResponseAsync("Hi", new()
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema(Schema, "place", "Where."),
            AdditionalProperties = new() { ["strict"] = true },
        });

        Assert.Equal(
            $$$"""{"type":"json_schema","json_schema":{"name":"place","description":"Where.","schema":{{{Schema.GetRawText()}}},"strict":true}}""",
            Sent.GetProperty("response_format").GetRawText());
        Assert.False(Sent.TryGetProperty("strict", out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Parallel_tool_calls_come_back_whole(bool stream)
    {
        Upstream.Script("m", Answer.Calls(new("weather", JsonElement.Parse("""{"city":"Rome"}""")), new("weather", JsonElement.Parse("""{"city":"Oslo"}"""))));
        var client = Chat(ProviderKinds.OpenAI, "m");
        var options = new ChatOptions { Tools = [AIFunctionFactory.CreateDeclaration("weather", "", Schema)] };

        var answer = stream
            ? (await ReadAsync(client.GetStreamingResponseAsync("Hi", options))).ToChatResponse()
            : await client.GetResponseAsync("Hi", options);

        var calls = answer.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToArray();
        Assert.Equal(["Rome", "Oslo"], calls.Select(call => call.Arguments?["city"]?.ToString()));
        Assert.Equal(2, calls.Select(call => call.CallId).Distinct().Count());
        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
    }

    [Fact]
    public async Task A_refusal_of_the_filter_at_the_end_is_an_answer_not_a_failure()
    {
        Upstream.Fail("m", "content-filter-finish");

        var answer = await Chat(ProviderKinds.OpenAI, "m").GetResponseAsync("Hi");

        Assert.Equal(ChatFinishReason.ContentFilter, answer.FinishReason);
    }

    [Theory]
    [InlineData("https://api.openai.com/v1", "gpt-4o", "max_completion_tokens")]
    [InlineData("https://gateway.example/v1", "o3-mini", "max_completion_tokens")]
    [InlineData("https://api.groq.com/openai/v1", "llama-3.3-70b-versatile", "max_tokens")]
    public void The_output_limit_goes_under_the_name_the_server_knows(string baseUrl, string model, string expected)
    {
        var connection = new ProviderConnection { Name = "ours", Kind = ProviderKinds.OpenAI, BaseUrl = new(baseUrl) };

        var body = JsonElement.Parse(new ChatRequest(connection, model, new() { MaxOutputTokens = 9 }, stream: false).ToJson([]).Span);

        Assert.Equal(9, body.GetProperty(expected).GetInt32());
    }

    [Fact]
    public async Task The_key_goes_on_the_request_and_no_key_means_no_header()
    {
        var kind = Catalog.Get(ProviderKinds.OpenAICompatible);
        await kind.CreateChatClient(Connect(kind.Name, "sk-one"), "m").GetResponseAsync("Hi");
        await kind.CreateChatClient(Connect(kind.Name, "sk-two"), "m").GetResponseAsync("Hi");
        await kind.CreateChatClient(Connect(kind.Name, null), "m").GetResponseAsync("Hi");

        Assert.Equal(["Bearer sk-one", "Bearer sk-two", null], Upstream.Journal.Entries.Select(entry => entry.Authorization));
    }
}
