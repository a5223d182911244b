using System.Text.Json;

namespace KernelHost.Upstream.Wires.Anthropic;

/// <summary>Reads a /v1/messages request. The system prompt stands apart, and tool results are blocks of a user's message.</summary>
internal static class AnthropicQuestion
{
    public static Question Read(JsonElement body)
    {
        AnthropicRules.Check(body);
        var choice = body.Member("tool_choice") ?? default;
        return new Question
        {
            Model = body.Text("model")!,
            Turns = [.. System(body), .. body.Items("messages").SelectMany(Turns)],
            Tools = [.. body.Items("tools").Select(t => new Tool(t.Text("name") ?? "", t.Member("input_schema") ?? default))],
            ToolUse = choice.Text("type") switch { "none" => ToolUse.None, "any" => ToolUse.Required, _ => ToolUse.Auto },
            ToolName = choice.Text("name"),
            ParallelCalls = !(choice.Flag("disable_parallel_tool_use") ?? false),
            Schema = (body.Member("output_config")?.Member("format") ?? body.Member("output_format"))?.Member("schema"),
            Stream = body.Flag("stream") ?? false,
            Think = body.Member("thinking")?.Text("type") is "enabled" or "adaptive",
            MaxTokens = (int?)body.Number("max_tokens") ?? throw Refused("max_tokens: Field required"),
        };
    }

    private static IEnumerable<Turn> System(JsonElement body) =>
        body.Member("system") is { } ? [new Turn("system", Text(body, "system"))] : [];

    private static IEnumerable<Turn> Turns(JsonElement message)
    {
        var role = message.Text("role");
        if (role is not ("user" or "assistant"))
        {
            throw Refused($"messages: Unexpected role \"{role}\". The system prompt is a top-level parameter.");
        }

        var results = message.Items("content").Where(b => b.Text("type") == "tool_result").ToArray();
        return results is []
            ? [new Turn(role, Text(message, "content"), message.Items("content").Count(b => b.Text("type") == "image"))]
            : results.Select(r => new Turn("tool", Text(r, "content")));
    }

    private static string Text(JsonElement element, string member) =>
        element.Text(member) ?? string.Concat(element.Items(member).Select(b => b.Text("text")));

    private static RefusedException Refused(string message) => new(new Failure(400, message));
}
