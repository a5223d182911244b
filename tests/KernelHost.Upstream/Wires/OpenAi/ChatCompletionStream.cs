using System.Text.Json;
using System.Text.Json.Nodes;

namespace KernelHost.Upstream.Wires.OpenAi;

/// <summary>POST /v1/chat/completions with <c>stream: true</c>: role, pieces, finish reason, usage if asked, [DONE].</summary>
internal sealed class ChatCompletionStream
{
    private readonly Incoming _call;
    private readonly JsonElement _body;
    private readonly string _id;
    private readonly bool _wantsUsage;

    private ChatCompletionStream(Incoming call, JsonElement body)
    {
        (_call, _body, _id) = (call, body, call.Id("chatcmpl-"));
        _wantsUsage = body.Member("stream_options")?.Flag("include_usage") ?? false;
    }

    public static Reply Of(Incoming call, JsonElement body, Answer answer) =>
        Reply.Stream(Sse.ContentType, new ChatCompletionStream(call, body).Parts(answer));

    private IEnumerable<Part> Parts(Answer answer)
    {
        foreach (var part in Enumerable.Range(0, ChatCompletions.Choices(_body)).SelectMany(choice => Choice(choice, answer)))
        {
            yield return part;
        }

        if (_wantsUsage)
        {
            yield return Chunk(PartKind.Usage, [], ChatCompletions.Usage(answer.Usage!));
        }

        yield return new Part(PartKind.End, "data: [DONE]\n\n");
    }

    private IEnumerable<Part> Choice(int choice, Answer answer)
    {
        yield return Delta(PartKind.Start, choice, new() { ["role"] = "assistant", ["content"] = answer.ToolCalls.Count > 0 ? null : "", ["refusal"] = null });
        foreach (var word in Words.Split(answer.Thinking ?? ""))
        {
            yield return Delta(PartKind.Content, choice, new() { ["reasoning_content"] = word });
        }

        foreach (var word in Words.Split(answer.Text ?? ""))
        {
            yield return Delta(PartKind.Content, choice, new() { ["content"] = word }, ChatCompletions.LogProbs(_body, [word]));
        }

        foreach (var part in answer.ToolCalls.Index().SelectMany(t => ToolCall(choice, t.Index, t.Item)))
        {
            yield return part;
        }

        yield return Delta(PartKind.Finish, choice, [], null, answer.FinishReason);
    }

    // The first piece names the call; the arguments follow as text that is not JSON until it is whole.
    private IEnumerable<Part> ToolCall(int choice, int index, ToolCall tool)
    {
        var arguments = tool.Arguments.GetRawText();
        yield return ToolDelta(choice, new()
        {
            ["index"] = index,
            ["id"] = _call.Id("call_"),
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = tool.Name, ["arguments"] = "" },
        });
        foreach (var half in new[] { arguments[..(arguments.Length / 2)], arguments[(arguments.Length / 2)..] })
        {
            yield return ToolDelta(choice, new() { ["index"] = index, ["function"] = new JsonObject { ["arguments"] = half } });
        }
    }

    private Part ToolDelta(int choice, JsonObject call) => Delta(PartKind.Content, choice, new() { ["tool_calls"] = new JsonArray(call) });

    private Part Delta(PartKind kind, int choice, JsonObject delta, JsonObject? logProbs = null, string? finishReason = null) => Chunk(kind,
    [
        new JsonObject { ["index"] = choice, ["delta"] = delta, ["logprobs"] = logProbs, ["finish_reason"] = finishReason },
    ], null);

    private Part Chunk(PartKind kind, JsonArray choices, JsonObject? usage)
    {
        var chunk = new JsonObject
        {
            ["id"] = _id,
            ["object"] = "chat.completion.chunk",
            ["created"] = _call.Created,
            ["model"] = _call.Model,
            ["service_tier"] = "default",
            ["system_fingerprint"] = "fp_fake",
            ["choices"] = choices,
        };
        if (_wantsUsage)
        {
            chunk["usage"] = usage;
        }

        return Sse.Data(kind, chunk);
    }
}
