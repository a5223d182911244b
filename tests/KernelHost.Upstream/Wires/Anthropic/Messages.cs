using System.Text.Json.Nodes;

namespace KernelHost.Upstream.Wires.Anthropic;

/// <summary>POST /v1/messages.</summary>
internal static class Messages
{
    public static Reply Respond(Incoming call)
    {
        if (!call.Entry.Headers.ContainsKey("anthropic-version"))
        {
            throw new RefusedException(new Failure(400, "anthropic-version: header is required"));
        }

        var question = AnthropicQuestion.Read(call.Body());
        var answer = call.Ask(question);
        var message = Message(call, answer);
        var reply = question.Stream ? Reply.Stream(Sse.ContentType, MessageStream.Parts(message)) : Reply.Of(message);
        return reply with { Headers = new Dictionary<string, string> { ["request-id"] = call.Id("req_") } };
    }

    private static JsonObject Message(Incoming call, Answer answer) => new()
    {
        ["id"] = call.Id("msg_"),
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = call.Model,
        ["content"] = new JsonArray([.. Blocks(call, answer)]),
        ["stop_reason"] = StopReason(answer),
        ["stop_sequence"] = answer.StopSequence,
        ["usage"] = Usage(answer.Usage!),
    };

    private static JsonObject Usage(TokenUsage usage)
    {
        var counts = new JsonObject
        {
            ["input_tokens"] = usage.Input,
            ["cache_creation_input_tokens"] = usage.CacheWrite,
            ["cache_read_input_tokens"] = usage.CacheRead,
            ["output_tokens"] = usage.Output,
            ["service_tier"] = "standard",
        };
        if (usage.Thinking > 0)
        {
            counts["output_tokens_details"] = new JsonObject { ["thinking_tokens"] = usage.Thinking };
        }

        return counts;
    }

    private static IEnumerable<JsonObject> Blocks(Incoming call, Answer answer)
    {
        if (answer.Thinking is { } thinking)
        {
            yield return new() { ["type"] = "thinking", ["thinking"] = thinking, ["signature"] = "c2lnbmVk" };
        }

        if (answer.SealedThinking is { } hidden)
        {
            yield return new() { ["type"] = "redacted_thinking", ["data"] = hidden };
        }

        if (answer.Text is { } text)
        {
            yield return new() { ["type"] = "text", ["text"] = text };
        }

        foreach (var tool in answer.ToolCalls)
        {
            yield return new() { ["type"] = "tool_use", ["id"] = call.Id("toolu_"), ["name"] = tool.Name, ["input"] = tool.Arguments.Copy() };
        }
    }

    private static string StopReason(Answer answer) => answer.FinishReason switch
    {
        _ when answer.StopSequence is not null => "stop_sequence",
        "length" => "max_tokens",
        "tool_calls" => "tool_use",
        "content_filter" => "refusal",
        _ => "end_turn",
    };
}
