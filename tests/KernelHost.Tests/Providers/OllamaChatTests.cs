using System.Text.Json;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Upstream;
using Microsoft.Extensions.AI;

namespace KernelHost.Tests.Providers;

/// <summary>What goes over Ollama's own wire and what comes back from it.</summary>
public class OllamaChatTests : UpstreamHost
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_comes_with_its_thinking_and_usage(bool stream)
    {
        Upstream.Script("llama3.2", new Answer { Text = "one two", Thinking = "hm", Usage = new(11, 7) });
        var client = Chat(ProviderKinds.Ollama, "llama3.2");

        var answer = stream ? (await ReadAsync(client.GetStreamingResponseAsync("Hi"))).ToChatResponse() : await client.GetResponseAsync("Hi");

        Assert.Equal(("one two", "llama3.2", ChatFinishReason.Stop), (answer.Text, answer.ModelId, answer.FinishReason));
        Assert.Equal((11, 7, 18), (answer.Usage?.InputTokenCount, answer.Usage?.OutputTokenCount, answer.Usage?.TotalTokenCount));
        Assert.Equal("hm", string.Concat(answer.Messages.SelectMany(m => m.Contents).OfType<TextReasoningContent>().Select(content => content.Text)));
    }

    [Fact]
    public async Task Options_go_where_ollama_looks_for_them()
    {
        await Chat(ProviderKinds.Ollama, "m").GetResponseAsync("Hi", new()
        {
            Temperature = 0.5f,
            TopP = 0.25f,
            TopK = 40,
            MaxOutputTokens = 100,
            Seed = 7,
            StopSequences = ["END"],
            ResponseFormat = ChatResponseFormat.Json,
            AdditionalProperties = new()
            {
                ["num_ctx"] = 4096,
                ["repeat_penalty"] = 1.5,
                ["temperature"] = 1,
                ["keep_alive"] = "5m",
                ["think"] = true,
                ["options"] = JsonElement.Parse("""{"num_ctx":1,"min_p":0.5}"""),
            },
        });

        Assert.Equal(
            """{"model":"m","stream":false,"messages":[{"role":"user","content":"Hi"}],"format":"json","options":{"temperature":0.5,"top_p":0.25,"top_k":40,"num_predict":100,"seed":7,"stop":["END"],"num_ctx":4096,"repeat_penalty":1.5,"min_p":0.5},"keep_alive":"5m","think":true}""",
            Sent.GetRawText());
    }

    [Fact]
    public async Task A_schema_is_the_format()
    {
        var schema = JsonElement.Parse("""{"type":"object","properties":{"a":{"type":"string"}}}""");

        await Chat(ProviderKinds.Ollama, "m").GetResponseAsync("Hi", new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema) });

        Assert.Equal(schema.GetRawText(), Sent.GetProperty("format").GetRawText());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tool_calls_come_back_with_arguments_and_ids_of_their_own(bool stream)
    {
        Upstream.Script("m", Answer.Calls(new("weather", JsonElement.Parse("""{"city":"Rome"}""")), new("weather", JsonElement.Parse("""{"city":"Oslo"}"""))));
        var client = Chat(ProviderKinds.Ollama, "m");
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create((string city) => city, "weather")] };

        var answer = stream ? (await ReadAsync(client.GetStreamingResponseAsync("Hi", options))).ToChatResponse() : await client.GetResponseAsync("Hi", options);

        var calls = answer.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToArray();
        Assert.Equal(["Rome", "Oslo"], calls.Select(call => call.Arguments?["city"]?.ToString()));
        Assert.Equal(2, calls.Select(call => call.CallId).Distinct().Count());
        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
    }

    [Fact]
    public async Task A_tool_result_names_its_tool_and_images_stand_beside_the_text()
    {
        ChatMessage[] messages =
        [
            new(new("developer"), "Be brief."),
            new(ChatRole.User, [new TextContent("What?"), new DataContent("data:image/png;base64,AQID")]),
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "look", new Dictionary<string, object?> { ["at"] = "é" })]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "a cat")]),
        ];

        await Chat(ProviderKinds.Ollama, "m").GetResponseAsync(messages);

        Assert.Equal(
            """[{"role":"system","content":"Be brief."},{"role":"user","content":"What?","images":["AQID"]},{"role":"assistant","content":"","tool_calls":[{"id":"c1","function":{"name":"look","arguments":{"at":"é"}}}]},{"role":"tool","content":"a cat","tool_name":"look","tool_call_id":"c1"}]""",
            Sent.GetProperty("messages").GetRawText());
    }

    [Fact]
    public async Task A_link_to_an_image_is_refused_before_anything_is_sent()
    {
        ChatMessage message = new(ChatRole.User, [new UriContent("https://example.com/a.png", "image/png")]);

        var failure = await Assert.ThrowsAsync<ProviderException>(() => Chat(ProviderKinds.Ollama, "m").GetResponseAsync([message]));

        Assert.Equal(FailureClass.BadRequest, failure.Class);
        Assert.Contains("data URL", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Upstream.Journal.Entries);
    }

    [Fact]
    public async Task With_tools_switched_off_none_are_offered_and_a_required_one_stands_alone()
    {
        AITool[] tools = [AIFunctionFactory.Create(() => 1, "one"), AIFunctionFactory.Create(() => 2, "two")];
        var client = Chat(ProviderKinds.Ollama, "m");
        await client.GetResponseAsync("Hi", new() { Tools = tools, ToolMode = ChatToolMode.None });
        await client.GetResponseAsync("Hi", new() { Tools = tools, ToolMode = ChatToolMode.RequireSpecific("two") });

        Assert.False(Upstream.Journal.Entries[0].Json.TryGetProperty("tools", out _));
        Assert.Equal("two", Assert.Single(Upstream.Journal.Entries[1].Json.GetProperty("tools").EnumerateArray()).GetProperty("function").GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("/v1")]
    [InlineData("/api")]
    [InlineData("/")]
    public async Task The_base_url_people_copy_from_elsewhere_works_too(string path)
    {
        var connection = Connect(ProviderKinds.Ollama) with { BaseUrl = new(Upstream.Address, path) };

        await Catalog.Get(ProviderKinds.Ollama).CreateChatClient(connection, "m").GetResponseAsync("Hi");

        Assert.Equal("/api/chat", Assert.Single(Upstream.Journal.Entries).Path);
    }

    [Theory]
    [InlineData("qwen3:8b", ReasoningEffort.High, "true")]
    [InlineData("qwen3:8b", ReasoningEffort.None, "false")]
    [InlineData("gpt-oss:20b", ReasoningEffort.Low, "\"low\"")]
    [InlineData("gpt-oss:20b", ReasoningEffort.ExtraHigh, "\"high\"")]
    public async Task An_effort_is_a_level_where_the_model_has_levels(string model, ReasoningEffort effort, string expected)
    {
        await Chat(ProviderKinds.Ollama, model).GetResponseAsync("Hi", new() { Reasoning = new() { Effort = effort } });

        Assert.Equal(expected, Sent.GetProperty("think").GetRawText());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Log_probabilities_come_in_OpenAIs_form(bool stream)
    {
        Upstream.Script("m", "one");
        var client = Chat(ProviderKinds.Ollama, "m");
        var options = new ChatOptions { AdditionalProperties = new() { ["logprobs"] = JsonElement.Parse("true"), ["top_logprobs"] = JsonElement.Parse("1") } };

        var properties = stream ? (await ReadAsync(client.GetStreamingResponseAsync("Hi", options)))[0].AdditionalProperties
            : (await client.GetResponseAsync("Hi", options)) is var whole ? whole.AdditionalProperties ?? whole.Messages[0].AdditionalProperties : null;

        Assert.Equal("""{"content":[{"token":"one","logprob":-0.25,"bytes":null,"top_logprobs":[{"token":"one","logprob":-0.25,"bytes":null}]}],"refusal":null}""", properties?["logprobs"]?.ToString());
    }
}
