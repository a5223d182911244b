using System.Runtime.InteropServices;
using System.Text.Json;

namespace KernelHost.Tests.Upstream;

public sealed class OpenAiWireTests : UpstreamTests
{
    private const string Tools = """
        ,"tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}},
                  {"type":"function","function":{"name":"news","parameters":{"type":"object","properties":{"count":{"type":"integer"}}}}}]
        """;

    [Fact]
    public async Task A_chat_answer_echoes_in_the_shape_of_OpenAI() => Assert.Equal(
        """{"id":"chatcmpl-1","object":"chat.completion","created":1767323045,"model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant","content":"gpt-4o: Hi there","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":2,"completion_tokens":3,"total_tokens":5,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},"service_tier":"default","system_fingerprint":"fp_fake"}""",
        await TextAsync("/v1/chat/completions", Chat("gpt-4o")));

    [Fact]
    public async Task A_streamed_chat_answer_has_role_words_finish_reason_and_terminator() => Assert.Equal(
        """
        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1767323045,"model":"m","service_tier":"default","system_fingerprint":"fp_fake","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}]}

        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1767323045,"model":"m","service_tier":"default","system_fingerprint":"fp_fake","choices":[{"index":0,"delta":{"content":"m:"},"logprobs":null,"finish_reason":null}]}

        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1767323045,"model":"m","service_tier":"default","system_fingerprint":"fp_fake","choices":[{"index":0,"delta":{"content":" Hi"},"logprobs":null,"finish_reason":null}]}

        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1767323045,"model":"m","service_tier":"default","system_fingerprint":"fp_fake","choices":[{"index":0,"delta":{"content":" there"},"logprobs":null,"finish_reason":null}]}

        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1767323045,"model":"m","service_tier":"default","system_fingerprint":"fp_fake","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}

        data: [DONE]


        """,
        await TextAsync("/v1/chat/completions", Streamed("m")));

    [Fact]
    public async Task Usage_is_streamed_only_when_asked_for()
    {
        var asked = await TextAsync("/v1/chat/completions", Chat("m", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        Assert.Contains("\"choices\":[],\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":3,\"total_tokens\":5", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("usage", await TextAsync("/v1/chat/completions", Streamed("m")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_named_tools_calls_two_tools_at_once()
    {
        var choice = (await JsonAsync("/v1/chat/completions", Chat("my-tools", Tools))).GetProperty("choices")[0];

        var calls = choice.GetProperty("message").GetProperty("tool_calls").EnumerateArray().Select(c => c.GetProperty("function").GetRawText());
        Assert.Equal(["""{"name":"weather","arguments":"{\"city\":\"city\"}"}""", """{"name":"news","arguments":"{\"count\":1}"}"""], calls);
        Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Streamed_tool_calls_keep_their_index_and_name_themselves_once()
    {
        var text = await TextAsync("/v1/chat/completions", Chat("my-tools", ",\"stream\":true" + Tools));

        var deltas = text.Split('\n').Where(l => l.Contains("tool_calls\":[", StringComparison.Ordinal)).Select(l => JsonElement.Parse(l[6..])
            .GetProperty("choices")[0].GetProperty("delta").GetProperty("tool_calls")[0]).ToArray();
        Assert.Equal([0, 0, 0, 1, 1, 1], deltas.Select(d => d.GetProperty("index").GetInt32()));
        Assert.Equal(2, deltas.Count(d => d.TryGetProperty("id", out _)));
        Assert.Equal("{\"city\":\"city\"}", string.Concat(deltas.Take(3).Select(d => d.GetProperty("function").GetProperty("arguments").GetString())));
    }

    [Fact]
    public async Task After_a_tool_result_the_answer_includes_it()
    {
        var answer = await TextAsync("/v1/chat/completions", """
            {"model":"my-tool","messages":[{"role":"user","content":"?"},
              {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"weather","arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"c1","content":"12 degrees"}]}
            """);

        Assert.Contains("\"content\":\"my-tool: 12 degrees\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"role":"tool","tool_call_id":"c1","content":"12"}""", "answers no preceding tool call")]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"c1"}]},{"role":"user","content":"so?"}""", "before the results of tool calls c1")]
    public async Task A_conversation_with_broken_tool_calls_is_refused(string messages, string reason)
    {
        var error = await JsonAsync("/v1/chat/completions", $$"""{"model":"m","messages":[{{messages}}]}""");

        Assert.Contains(reason, error.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_is_answered_with_an_instance_of_it()
    {
        var answer = await JsonAsync("/v1/chat/completions", Chat("m", """
            ,"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","$defs":{"tag":{"enum":["a","b"]}},
              "properties":{"label":{"$ref":"#/$defs/tag"},"score":{"type":"number","minimum":3},"names":{"type":"array","minItems":2,"items":{"type":"string"}},"note":{"type":["null","string"]}}}}}
            """));

        Assert.Equal(
            """{"label":"a","score":3,"names":["names","names"],"note":"note"}""",
            answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"type":"object","properties":{"n":{"$ref":"#"}},"required":["n"]}""")]
    public async Task A_schema_without_an_end_does_not_end_the_server(string schema)
    {
        var answer = await JsonAsync("/v1/chat/completions", Chat("m", $$$""","response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{{{schema}}} } }"""));

        Assert.Equal(1, answer.GetProperty("choices").GetArrayLength());
    }

    [Fact]
    public async Task An_answer_longer_than_asked_for_is_cut_and_says_so()
    {
        var choice = (await JsonAsync("/v1/chat/completions", Chat("m", ",\"max_completion_tokens\":2"))).GetProperty("choices")[0];

        Assert.Equal("m: Hi", choice.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("length", choice.GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Embeddings_are_the_same_as_numbers_and_as_base64()
    {
        var numbers = await JsonAsync("/v1/embeddings", """{"model":"e","input":"cat","dimensions":4}""");
        var base64 = await JsonAsync("/v1/embeddings", """{"model":"e","input":"cat","dimensions":4,"encoding_format":"base64"}""");

        var decoded = MemoryMarshal.Cast<byte, float>(base64.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64()).ToArray();
        Assert.Equal(numbers.GetProperty("data")[0].GetProperty("embedding").EnumerateArray().Select(x => x.GetSingle()), decoded);
        Assert.Equal(4, decoded.Length);
    }

    [Theory]
    [InlineData("json", """{"text":"whisper-1: a.wav (3 bytes)","usage":{"type":"duration","seconds":1}}""")]
    [InlineData("text", "whisper-1: a.wav (3 bytes)\n")]
    [InlineData("vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nwhisper-1: a.wav (3 bytes)\n\n")]
    public async Task A_transcription_comes_in_the_format_asked_for(string format, string expected)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent([1, 2, 3]), "file", "a.wav" },
            { new StringContent("whisper-1"), "model" },
            { new StringContent(format), "response_format" },
        };

        using var response = await Http.PostAsync("/v1/audio/transcriptions", form);

        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_streamed_response_numbers_its_events_and_ends_completed()
    {
        var text = await TextAsync("/v1/responses", """{"model":"m","input":"Hi","stream":true}""");

        var events = text.Split('\n').Where(l => l.StartsWith("data: ", StringComparison.Ordinal)).Select(l => JsonElement.Parse(l[6..])).ToArray();
        Assert.Equal(Enumerable.Range(0, events.Length), events.Select(e => e.GetProperty("sequence_number").GetInt32()));
        Assert.Equal("response.completed", events[^1].GetProperty("type").GetString());
        Assert.Equal("m: Hi", string.Concat(events.Where(e => e.TryGetProperty("delta", out _)).Select(e => e.GetProperty("delta").GetString())));
    }

    [Fact]
    public async Task The_model_list_depends_on_whose_client_asks()
    {
        using var anthropic = new HttpRequestMessage(HttpMethod.Get, "/v1/models") { Headers = { { "anthropic-version", "2023-06-01" } } };

        Assert.Contains("gpt-4o-mini", await Http.GetStringAsync("/v1/models"), StringComparison.Ordinal);
        Assert.Contains("claude-haiku-4-5", await (await Http.SendAsync(anthropic)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
