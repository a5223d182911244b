using System.Text.Json;

namespace KernelHost.Upstream.Wires.Ollama;

/// <summary>Reads a /api/chat request. Ollama decodes into typed fields, so a wrong type is an error and not a guess.</summary>
internal static class OllamaQuestion
{
    public static Question Read(JsonElement body)
    {
        var format = body.Member("format");
        return new Question
        {
            Model = body.Text("model")!,
            Turns = [.. body.Items("messages").Select(Turn)],
            Tools = [.. body.Items("tools").Select(t => t.Member("function") ?? default).Select(f => new Tool(f.Text("name") ?? "", f.Member("parameters") ?? default))],
            Schema = format is { ValueKind: JsonValueKind.Object } ? format : null,
            AnyJson = body.Text("format") == "json",
            Stream = body.Flag("stream") ?? true,
            Think = body.Flag("think") ?? body.Text("think") is not null,
            MaxTokens = (int?)body.Member("options")?.Number("num_predict"),
        };
    }

    private static Turn Turn(JsonElement message)
    {
        if (message.Member("content") is { ValueKind: not JsonValueKind.String } content)
        {
            throw Mistyped(content, "Message.messages.content of type string");
        }

        var arguments = message.Items("tool_calls").Select(c => c.Member("function")?.Member("arguments") ?? default);
        if (arguments.FirstOrDefault(a => a.ValueKind != JsonValueKind.Object) is { ValueKind: not JsonValueKind.Undefined } wrong)
        {
            throw Mistyped(wrong, "ToolCallFunction.messages.tool_calls.function.arguments of type map");
        }

        return new Turn(message.Text("role") ?? "user", message.Text("content") ?? "", message.Items("images").Count(IsBase64));
    }

    // A data: URL is the usual mistake here.
    private static bool IsBase64(JsonElement image) =>
        image.TryGetBytesFromBase64(out _) ? true : throw new RefusedException(new Failure(400, "illegal base64 data at input byte 4"));

    private static RefusedException Mistyped(JsonElement value, string field) =>
        new(new Failure(400, $"json: cannot unmarshal {value.ValueKind.ToString().ToLowerInvariant()} into Go struct field {field}"));
}
