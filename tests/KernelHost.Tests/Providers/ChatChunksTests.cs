using System.Text;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.OpenAi;
using Microsoft.Extensions.AI;

namespace KernelHost.Tests.Providers;

/// <summary>Streams as compatible servers really write them, flaws included.</summary>
public class ChatChunksTests
{
    private const string Stop = """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";

    [Fact]
    public void Parallel_tool_calls_are_put_together_in_order_with_their_ids_and_names()
    {
        var calls = Calls(
            Delta("""{"index":0,"id":"a","type":"function","function":{"name":"one","arguments":""}}"""),
            Delta("""{"index":0,"function":{"arguments":"{\"x\""}}"""),
            Delta("""{"index":1,"id":"b","type":"function","function":{"name":"two","arguments":"{}"}}"""),
            Delta("""{"index":0,"function":{"arguments":":1}"}}"""));

        Assert.Equal(["a one {\"x\":1}", "b two {}"], calls);
    }

    [Fact]
    public void Calls_that_all_claim_index_0_are_told_apart_by_their_ids() => Assert.Equal(["a one {}", "b two {}"], Calls(
        Delta("""{"index":0,"id":"a","function":{"name":"one","arguments":"{}"}}"""),
        Delta("""{"index":0,"id":"b","function":{"name":"two","arguments":"{}"}}""")));

    [Fact]
    public void Calls_without_index_and_id_are_told_apart_by_being_whole() => Assert.Equal(["call_0 one {}", "call_1 two {\"y\":2}"], Calls(
        Delta("""{"id":"","function":{"name":"one","arguments":"{}"}}"""),
        Delta("""{"id":"","function":{"name":"two","arguments":"{\"y\":2}"}}""")));

    [Fact]
    public void Id_and_name_repeated_on_each_piece_are_one_call() => Assert.Equal(["a one {\"x\":1}"], Calls(
        Delta("""{"index":0,"id":"a","function":{"name":"one","arguments":"{\"x\":"}}"""),
        Delta("""{"index":0,"id":"a","function":{"name":"one","arguments":"1}"}}""")));

    [Fact]
    public void What_a_server_adds_to_a_call_is_kept()
    {
        var call = Assert.Single(Read(Delta("""{"index":0,"id":"a","function":{"name":"f","arguments":"{}"},"extra_content":{"sig":"s"}}"""), Stop)
            .Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());

        Assert.Equal("""{"sig":"s"}""", call.AdditionalProperties?["extra_content"]?.ToString());
    }

    [Fact]
    public void Arguments_that_are_not_json_are_told_on_the_call()
    {
        var call = Read(Delta("""{"index":0,"id":"a","function":{"name":"f","arguments":"{oops"}}"""), Stop)
            .Messages[0].Contents.OfType<FunctionCallContent>().Single();

        Assert.NotNull(call.Exception);
        Assert.Equal("{oops", call.RawRepresentation);
    }

    [Fact]
    public void Usage_repeated_on_every_chunk_counts_once()
    {
        var answer = Read(
            """{"choices":[{"index":0,"delta":{"content":"a"}}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}""",
            """{"choices":[{"index":0,"delta":{"content":"b"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""");

        Assert.Equal((5, 2, 7), (answer.Usage?.InputTokenCount, answer.Usage?.OutputTokenCount, answer.Usage?.TotalTokenCount));
    }

    [Fact]
    public void Reasoning_comes_apart_from_the_text_and_an_empty_finish_reason_is_none()
    {
        var answer = Read(
            """{"choices":[{"delta":{"reasoning_content":"hm"},"finish_reason":""}]}""",
            """{"choices":[{"delta":{"reasoning":"m","content":null},"finish_reason":null}]}""",
            """{"choices":[{"delta":{"content":"yes"},"finish_reason":"length"}],"system_fingerprint":"fp"}""");

        Assert.Equal("hmm", string.Concat(answer.Messages[0].Contents.OfType<TextReasoningContent>().Select(content => content.Text)));
        Assert.Equal(("yes", ChatFinishReason.Length), (answer.Text, answer.FinishReason));
    }

    [Theory]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}""")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    public void A_chunk_without_content_is_not_progress(string chunk)
    {
        var chunks = Chunks();

        chunks.Read(Encoding.UTF8.GetBytes(chunk));

        Assert.False(chunks.Progressed);
    }

    [Theory]
    [InlineData("""{"error":{"message":"busy","code":503}}""", FailureClass.Error)]
    [InlineData("""{"error":{"message":"slow","code":429}}""", FailureClass.RateLimit)]
    [InlineData("""[{"error":{"code":429,"message":"slow","status":"RESOURCE_EXHAUSTED"}}]""", FailureClass.RateLimit)]
    [InlineData("""{"object":"error","message":"broken","code":500}""", FailureClass.Error)]
    public void An_error_in_the_stream_has_the_class_it_names(string chunk, FailureClass expected) =>
        Assert.Equal(expected, Assert.Throws<ProviderException>(() => Chunks().Read(Encoding.UTF8.GetBytes(chunk))).Class);

    [Fact]
    public void Done_without_a_finish_reason_ends_an_answer_but_not_silence()
    {
        Assert.Equal("a", Read("""{"choices":[{"delta":{"content":"a"}}]}""", "[DONE]").Text);
        Assert.Throws<ProviderException>(() => Read("[DONE]"));
    }

    private static string[] Calls(params string[] deltas) =>
        [.. Read([.. deltas, """{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""", "[DONE]"])
            .Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()
            .Select(call => $"{call.CallId} {call.Name} {call.RawRepresentation}")];

    private static string Delta(string call) => $$$"""{"choices":[{"index":0,"delta":{"tool_calls":[{{{call}}}]}}]}""";

    private static ChatResponse Read(params string[] data)
    {
        var chunks = Chunks();
        var updates = data.Select(chunk => chunks.Read(Encoding.UTF8.GetBytes(chunk))).OfType<ChatResponseUpdate>().ToList();
        return updates.Append(chunks.End()).ToChatResponse();
    }

    private static ChatChunks Chunks() =>
        new(new() { Name = "ours", Kind = ProviderKinds.OpenAI, BaseUrl = new("https://api.openai.com/v1") });
}
