using System.Text.Json.Nodes;

namespace KernelHost.Upstream.Wires.Ollama;

/// <summary>POST /api/chat: lines of JSON, or one object with <c>stream: false</c>.</summary>
internal static class OllamaChat
{
    public static Reply Respond(Incoming call)
    {
        var question = OllamaQuestion.Read(call.Body());
        if (call.Json.Text("think") is { } level && !call.Model.Contains("gpt-oss", StringComparison.Ordinal))
        {
            throw new RefusedException(new Failure(400, $"think value \"{level}\" is not supported for this model"));
        }

        var answer = call.Ask(question);
        return question.Stream ? Reply.Stream("application/x-ndjson", Lines(call, answer)) : Reply.Of("application/json; charset=utf-8", Whole(call, answer).Bytes());
    }

    private static IEnumerable<Part> Lines(Incoming call, Answer answer)
    {
        foreach (var word in Words.Split(answer.Thinking ?? ""))
        {
            yield return Line(call, new() { ["role"] = "assistant", ["content"] = "", ["thinking"] = word });
        }

        foreach (var word in Words.Split(answer.Text ?? ""))
        {
            yield return Line(call, Message(word), [word]);
        }

        foreach (var (index, tool) in answer.ToolCalls.Index())
        {
            yield return Line(call, new() { ["role"] = "assistant", ["content"] = "", ["tool_calls"] = new JsonArray(ToolCall(call, index, tool)) });
        }

        yield return OllamaDialect.Line(PartKind.Finish | PartKind.Usage | PartKind.End, Done(call, answer, Message("")));
    }

    private static JsonObject Whole(Incoming call, Answer answer)
    {
        var message = Message(answer.Text ?? "");
        if (answer.Thinking is { } thinking)
        {
            message["thinking"] = thinking;
        }

        if (answer.ToolCalls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. answer.ToolCalls.Index().Select(t => ToolCall(call, t.Index, t.Item))]);
        }

        var whole = Done(call, answer, message);
        AddLogProbs(call, whole, [.. Words.Split(answer.Text ?? "")]);
        return whole;
    }

    // Newer servers, when asked: beside the message, a list of tokens.
    private static void AddLogProbs(Incoming call, JsonObject line, string[] words)
    {
        if (call.Json.Flag("logprobs") is true && words.Length > 0)
        {
            line["logprobs"] = new JsonArray([.. words.Select(LogProb)]);
        }
    }

    private static JsonObject LogProb(string word) => new()
    {
        ["token"] = word,
        ["logprob"] = -0.25,
        ["top_logprobs"] = new JsonArray(new JsonObject { ["token"] = word, ["logprob"] = -0.25 }),
    };

    private static Part Line(Incoming call, JsonObject message, params string[] words)
    {
        var line = Opened(call, message);
        line["done"] = false;
        AddLogProbs(call, line, words);
        return OllamaDialect.Line(PartKind.Content, line);
    }

    private static JsonObject Opened(Incoming call, JsonObject message) => new()
    {
        ["model"] = call.Model,
        ["created_at"] = call.Stage.Now.UtcDateTime.ToString("O"),
        ["message"] = message,
    };

    // Tool calls end with "stop" here, and durations are in nanoseconds.
    private static JsonObject Done(Incoming call, Answer answer, JsonObject message)
    {
        var last = Opened(call, message);
        last["done"] = true;
        last["done_reason"] = answer.FinishReason == "length" ? "length" : "stop";
        last["total_duration"] = 4883583458;
        last["load_duration"] = 1334875;
        last["prompt_eval_count"] = answer.Usage!.Input;
        last["prompt_eval_duration"] = 342546000;
        last["eval_count"] = answer.Usage.Output;
        last["eval_duration"] = 4535599000;
        return last;
    }

    private static JsonObject Message(string content) => new() { ["role"] = "assistant", ["content"] = content };

    // Arguments are an object, not text.
    private static JsonObject ToolCall(Incoming call, int index, ToolCall tool) => new()
    {
        ["id"] = call.Id("call_"),
        ["function"] = new JsonObject { ["index"] = index, ["name"] = tool.Name, ["arguments"] = tool.Arguments.Copy() },
    };
}
