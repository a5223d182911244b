namespace KernelHost.Tests.Upstream;

public sealed class AnthropicWireTests : UpstreamTests
{
    [Fact]
    public async Task A_message_comes_as_blocks_with_usage() => Assert.Equal(
        """{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"claude: Hi there"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":2,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":3,"service_tier":"standard"}}""",
        await TextAsync("/v1/messages", Chat("claude")));

    [Fact]
    public async Task A_streamed_tool_call_opens_fills_and_closes_its_block() => Assert.Equal(
        """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"my-tool","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":2,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":1,"service_tier":"standard"}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_2","name":"weather","input":{}}}

        event: ping
        data: {"type":"ping"}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"city\""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":":\"city\"}"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":1}}

        event: message_stop
        data: {"type":"message_stop"}


        """,
        await TextAsync("/v1/messages", Chat("my-tool", """
            ,"stream":true,"tools":[{"name":"weather","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}]
            """)));

    [Fact]
    public async Task Thinking_is_streamed_and_signed_before_the_text()
    {
        var text = await TextAsync("/v1/messages", Chat("m", ",\"stream\":true,\"thinking\":{\"type\":\"adaptive\"}"));

        var deltas = text.Split("\"delta\":{\"type\":\"").Skip(1).Select(d => d[..d.IndexOf('"', StringComparison.Ordinal)]).Distinct();
        Assert.Equal(["thinking_delta", "signature_delta", "text_delta"], deltas);
    }

    [Fact]
    public async Task A_tool_result_inside_a_user_message_is_heard()
    {
        var answer = await JsonAsync("/v1/messages", """
            {"model":"m","max_tokens":9,"system":"Be brief.","messages":[{"role":"user","content":"?"},
              {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"weather","input":{}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"12 degrees"}]}]}]}
            """);

        Assert.Equal("m: 12 degrees", answer.GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("""{"model":"m","max_tokens":9,"messages":[{"role":"system","content":"no"}]}""", "top-level")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hi"}]}""", "max_tokens: Field required")]
    public async Task What_only_OpenAI_would_take_is_refused(string request, string reason)
    {
        var error = await JsonAsync("/v1/messages", request);

        Assert.Equal("invalid_request_error", error.GetProperty("error").GetProperty("type").GetString());
        Assert.Contains(reason, error.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
