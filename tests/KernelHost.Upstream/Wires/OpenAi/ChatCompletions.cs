using System.Text.Json;
using System.Text.Json.Nodes;

namespace KernelHost.Upstream.Wires.OpenAi;

/// <summary>POST /v1/chat/completions, whole.</summary>
internal static class ChatCompletions
{
    public static Reply Respond(Incoming call)
    {
        var body = call.Body();
        var question = OpenAiQuestion.Read(body);
        var answer = call.Ask(question);
        var reply = question.Stream ? ChatCompletionStream.Of(call, body, answer) : Reply.Of(Whole(call, body, answer));
        return reply with { Headers = new Dictionary<string, string> { ["x-request-id"] = call.Id("req_") } };
    }

    public static JsonObject Usage(TokenUsage usage) => new()
    {
        ["prompt_tokens"] = usage.Input,
        ["completion_tokens"] = usage.Output,
        ["total_tokens"] = usage.Total,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = 0, ["audio_tokens"] = 0 },
        ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0, ["audio_tokens"] = 0, ["accepted_prediction_tokens"] = 0, ["rejected_prediction_tokens"] = 0 },
    };

    public static JsonObject? LogProbs(JsonElement body, IEnumerable<string> tokens) => body.Flag("logprobs") is not true ? null : new JsonObject
    {
        ["content"] = new JsonArray([.. tokens.Select(LogProb)]),
        ["refusal"] = null,
    };

    /// <summary>As many as asked for, all alike.</summary>
    public static int Choices(JsonElement body) => body.Number("n") switch
    {
        null => 1,
        >= 1 and <= 128 and var choices => (int)choices,
        _ => throw new RefusedException(new Failure(400, "'n' must be a whole number from 1 to 128.", "invalid_value", "n")),
    };

    private static JsonObject Whole(Incoming call, JsonElement body, Answer answer) => new()
    {
        ["id"] = call.Id("chatcmpl-"),
        ["object"] = "chat.completion",
        ["created"] = call.Created,
        ["model"] = call.Model,
        ["choices"] = new JsonArray([.. Enumerable.Range(0, Choices(body)).Select(index => Choice(call, body, answer, index))]),
        ["usage"] = Usage(answer.Usage!),
        ["service_tier"] = "default",
        ["system_fingerprint"] = "fp_fake",
    };

    private static JsonObject Choice(Incoming call, JsonElement body, Answer answer, int index) => new()
    {
        ["index"] = index,
        ["message"] = Message(call, answer),
        ["logprobs"] = LogProbs(body, Words.Split(answer.Text ?? "")),
        ["finish_reason"] = answer.FinishReason,
    };

    private static JsonObject Message(Incoming call, Answer answer)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = answer.Text };
        if (answer.Thinking is { } thinking)
        {
            message["reasoning_content"] = thinking;
        }

        if (answer.ToolCalls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. answer.ToolCalls.Select(t => ToolCall(call, t))]);
        }

        message["refusal"] = null;
        message["annotations"] = new JsonArray();
        return message;
    }

    private static JsonObject ToolCall(Incoming call, ToolCall tool) => new()
    {
        ["id"] = call.Id("call_"),
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = tool.Name, ["arguments"] = tool.Arguments.GetRawText() },
    };

    private static JsonObject LogProb(string token) => new()
    {
        ["token"] = token,
        ["logprob"] = -0.1,
        ["bytes"] = new JsonArray([.. System.Text.Encoding.UTF8.GetBytes(token).Select(b => (JsonNode)(int)b)]),
        ["top_logprobs"] = new JsonArray(),
    };
}
