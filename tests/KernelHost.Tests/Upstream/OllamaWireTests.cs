using System.Net;

namespace KernelHost.Tests.Upstream;

public sealed class OllamaWireTests : UpstreamTests
{
    private const string Weather = """
        ,"tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]
        """;

    [Fact]
    public async Task A_chat_streams_lines_unless_told_otherwise() => Assert.Equal(
        """
        {"model":"m","created_at":"2026-01-02T03:04:05.0000000Z","message":{"role":"assistant","content":"m:"},"done":false}
        {"model":"m","created_at":"2026-01-02T03:04:05.0000000Z","message":{"role":"assistant","content":" Hi"},"done":false}
        {"model":"m","created_at":"2026-01-02T03:04:05.0000000Z","message":{"role":"assistant","content":" there"},"done":false}
        {"model":"m","created_at":"2026-01-02T03:04:05.0000000Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":4883583458,"load_duration":1334875,"prompt_eval_count":2,"prompt_eval_duration":342546000,"eval_count":3,"eval_duration":4535599000}

        """,
        await TextAsync("/api/chat", Chat("m")));

    [Fact]
    public async Task A_whole_answer_holds_thinking_and_tool_calls_with_arguments_as_an_object()
    {
        var answer = await JsonAsync("/api/chat", Chat("my-tool", ",\"stream\":false,\"think\":true" + Weather));

        Assert.Equal(
            """{"role":"assistant","content":"","thinking":"Thinking about Hi there","tool_calls":[{"id":"call_1","function":{"index":0,"name":"weather","arguments":{"city":"city"}}}]}""",
            answer.GetProperty("message").GetRawText());
        Assert.Equal("stop", answer.GetProperty("done_reason").GetString());
    }

    [Fact]
    public async Task A_schema_as_format_is_answered_with_an_instance_of_it()
    {
        var answer = await JsonAsync("/api/chat", Chat("m", """
            ,"stream":false,"format":{"type":"object","properties":{"ok":{"type":"boolean"}}}
            """));

        Assert.Equal("""{"ok":true}""", answer.GetProperty("message").GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"parts"}]}""")]
    [InlineData("""{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}""")]
    [InlineData("""{"role":"user","content":"look","images":["data:image/png;base64,AAAA"]}""")]
    public async Task What_only_OpenAI_would_take_is_refused(string message)
    {
        using var response = await PostAsync("/api/chat", $$"""{"model":"m","messages":[{{message}}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Several_texts_are_embedded_in_one_call()
    {
        var answer = await JsonAsync("/api/embed", """{"model":"embed-dim-384","input":["one","two words"]}""");

        Assert.Equal([384, 384], answer.GetProperty("embeddings").EnumerateArray().Select(e => e.GetArrayLength()));
        Assert.Equal(3, answer.GetProperty("prompt_eval_count").GetInt32());
    }

    [Fact]
    public async Task A_model_that_was_not_pulled_cannot_be_shown() =>
        Assert.Equal("""{"error":"model 'nope' not found"}""", await TextAsync("/api/show", """{"model":"nope"}"""));
}
