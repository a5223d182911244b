using System.Text.Json.Nodes;

namespace KernelHost.Upstream.Wires.OpenAi;

/// <summary>POST /v1/completions, the old text endpoint.</summary>
internal static class Completions
{
    public static Reply Respond(Incoming call)
    {
        var body = call.Body();
        var prompt = body.Text("prompt") ?? string.Concat(body.Items("prompt").Select(p => p.ToString()));
        var question = new Question
        {
            Model = call.Model,
            Turns = [new Turn("user", prompt)],
            Stream = body.Flag("stream") ?? false,
            MaxTokens = (int?)body.Number("max_tokens"),
        };
        var answer = call.Ask(question);
        var id = call.Id("cmpl-");
        return question.Stream ? Reply.Stream(Sse.ContentType, Parts(call, id, answer)) : Reply.Of(Chunk(call, id, answer.Text ?? "", answer));
    }

    private static IEnumerable<Part> Parts(Incoming call, string id, Answer answer)
    {
        foreach (var word in Words.Split(answer.Text ?? ""))
        {
            yield return Sse.Data(PartKind.Content, Chunk(call, id, word, null));
        }

        yield return Sse.Data(PartKind.Finish | PartKind.Usage, Chunk(call, id, "", answer));
        yield return new Part(PartKind.End, "data: [DONE]\n\n");
    }

    // With the answer it is the whole or the last chunk.
    private static JsonObject Chunk(Incoming call, string id, string text, Answer? answer) => new()
    {
        ["id"] = id,
        ["object"] = "text_completion",
        ["created"] = call.Created,
        ["model"] = call.Model,
        ["choices"] = new JsonArray(new JsonObject { ["text"] = text, ["index"] = 0, ["logprobs"] = null, ["finish_reason"] = answer?.FinishReason }),
        ["usage"] = answer is null ? null : ChatCompletions.Usage(answer.Usage!),
    };
}
