using System.Text.Json;

namespace KernelHost.Upstream.Wires.OpenAi;

/// <summary>Reads a chat completion request, and refuses what OpenAI refuses.</summary>
internal static class OpenAiQuestion
{
    public static Question Read(JsonElement body)
    {
        var messages = body.Items("messages").ToArray();
        Check(messages);
        CheckTemperature(body.Number("temperature"));
        var format = body.Member("response_format") ?? default;
        return new Question
        {
            Model = body.Text("model")!,
            Turns = [.. messages.Select(Turn)],
            Tools = [.. body.Items("tools").Select(t => t.Member("function") ?? default).Select(Tool)],
            ToolUse = Use(body),
            ToolName = body.Member("tool_choice")?.Member("function")?.Text("name"),
            ParallelCalls = body.Flag("parallel_tool_calls") ?? true,
            Schema = format.Member("json_schema")?.Member("schema"),
            AnyJson = format.Text("type") == "json_object",
            Stream = body.Flag("stream") ?? false,
            MaxTokens = (int?)(body.Number("max_completion_tokens") ?? body.Number("max_tokens")),
        };
    }

    private static Turn Turn(JsonElement message)
    {
        var parts = message.Items("content").ToArray();
        var text = message.Text("content") ?? string.Concat(parts.Select(p => p.Text("text")));
        var role = message.Text("role") is "developer" ? "system" : message.Text("role") ?? "user";
        return new Turn(role, text, parts.Count(p => p.Text("type") == "image_url"));
    }

    private static Tool Tool(JsonElement function) => new(
        function.Text("name") ?? throw Refused("Missing required parameter: 'tools[0].function.name'.", "tools"),
        function.Member("parameters") ?? default);

    private static ToolUse Use(JsonElement body) => body.Text("tool_choice") switch
    {
        "none" => ToolUse.None,
        "required" => ToolUse.Required,
        _ => ToolUse.Auto,
    };

    private static void CheckTemperature(double? temperature)
    {
        if (temperature is < 0 or > 2)
        {
            throw Refused("Invalid 'temperature': expected a value between 0 and 2.", "temperature");
        }
    }

    private static void Check(JsonElement[] messages)
    {
        if (messages is [])
        {
            throw Refused("'messages' must hold at least one message.", "messages");
        }

        var open = new HashSet<string?>();
        foreach (var (i, message) in messages.Index())
        {
            CheckToolResult(message, i, open);
            open.UnionWith(message.Items("tool_calls").Select(c => c.Text("id")));
        }

        if (open.Count > 0)
        {
            throw Refused($"Tool calls without a result: {string.Join(", ", open)}.", "messages");
        }
    }

    // A result answers a call made before it, and every call is answered before the conversation goes on.
    private static void CheckToolResult(JsonElement message, int i, HashSet<string?> open)
    {
        var isResult = message.Text("role") == "tool";
        if (isResult && !open.Remove(message.Text("tool_call_id")))
        {
            throw Refused($"messages[{i}] has role 'tool' but answers no preceding tool call.", $"messages.[{i}].role");
        }

        if (!isResult && open.Count > 0)
        {
            throw Refused($"messages[{i}] comes before the results of tool calls {string.Join(", ", open)}.", $"messages.[{i}].role");
        }
    }

    private static RefusedException Refused(string message, string param) => new(new Failure(400, message, "invalid_value", param));
}
