using System.Text.Json;
using System.Text.Json.Nodes;

namespace KernelHost.Upstream.Wires.OpenAi;

/// <summary>POST /v1/responses, as much of it as a text answer or tool calls need.</summary>
internal static class Responses
{
    public static Reply Respond(Incoming call)
    {
        var body = call.Body();
        var question = Read(body);
        var answer = call.Ask(question);
        var response = Response(call, answer, Items(call, answer));
        return question.Stream ? Reply.Stream(Sse.ContentType, ResponseStream.Parts(response)) : Reply.Of(response);
    }

    private static Question Read(JsonElement body)
    {
        var format = body.Member("text")?.Member("format") ?? default;
        return new Question
        {
            Model = body.Text("model")!,
            Turns = body.Text("input") is { } text ? [new Turn("user", text)] : [.. body.Items("input").Select(Turn)],
            Tools = [.. body.Items("tools").Where(t => t.Text("type") == "function").Select(t => new Tool(t.Text("name") ?? "", t.Member("parameters") ?? default))],
            Schema = format.Member("schema"),
            AnyJson = format.Text("type") == "json_object",
            Stream = body.Flag("stream") ?? false,
            MaxTokens = (int?)body.Number("max_output_tokens"),
        };
    }

    private static Turn Turn(JsonElement item) => item.Text("type") switch
    {
        "function_call_output" => new Turn("tool", item.Text("output") ?? ""),
        "function_call" => new Turn("assistant", ""),
        _ => new Turn(
            item.Text("role") ?? "user",
            item.Text("content") ?? string.Concat(item.Items("content").Select(p => p.Text("text"))),
            item.Items("content").Count(p => p.Text("type") == "input_image")),
    };

    private static JsonArray Items(Incoming call, Answer answer) => answer.ToolCalls.Count > 0
        ? [.. answer.ToolCalls.Select(t => FunctionCall(call, t))]
        : [Message(call, answer)];

    private static JsonObject Message(Incoming call, Answer answer) => new()
    {
        ["id"] = call.Id("msg_"),
        ["type"] = "message",
        ["status"] = "completed",
        ["role"] = "assistant",
        ["content"] = new JsonArray(new JsonObject { ["type"] = "output_text", ["text"] = answer.Text, ["annotations"] = new JsonArray() }),
    };

    private static JsonObject FunctionCall(Incoming call, ToolCall tool) => new()
    {
        ["id"] = call.Id("fc_"),
        ["type"] = "function_call",
        ["status"] = "completed",
        ["call_id"] = call.Id("call_"),
        ["name"] = tool.Name,
        ["arguments"] = tool.Arguments.GetRawText(),
    };

    private static JsonObject Response(Incoming call, Answer answer, JsonArray output)
    {
        var complete = answer.FinishReason is "stop" or "tool_calls";
        return new()
        {
            ["id"] = call.Id("resp_"),
            ["object"] = "response",
            ["created_at"] = call.Created,
            ["status"] = complete ? "completed" : "incomplete",
            ["error"] = null,
            ["incomplete_details"] = complete ? null : new JsonObject { ["reason"] = answer.FinishReason == "length" ? "max_output_tokens" : answer.FinishReason },
            ["model"] = call.Model,
            ["output"] = output,
            ["usage"] = new JsonObject
            {
                ["input_tokens"] = answer.Usage!.Input,
                ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
                ["output_tokens"] = answer.Usage.Output,
                ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
                ["total_tokens"] = answer.Usage.Total,
            },
        };
    }
}
