using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Ollama;

/// <summary>
/// A conversation in Ollama's terms: text is one string, images are base64 beside it, arguments are objects, and a tool result names its tool,
/// which only the call before it knows.
/// </summary>
internal sealed class OllamaMessages(Utf8JsonWriter writer, ProviderConnection connection)
{
    private readonly Dictionary<string, string> _toolNames = [];

    public void Write(ChatMessage message)
    {
        foreach (var call in message.Contents.OfType<FunctionCallContent>())
            _toolNames[call.CallId] = call.Name;

        var results = message.Contents.OfType<FunctionResultContent>().ToArray();
        foreach (var result in results)
            WriteResult(result);
        if (results.Length == 0 || (message.Role != ChatRole.Tool && message.Contents.Count > results.Length))
            WriteMessage(message);
    }

    private void WriteResult(FunctionResultContent result)
    {
        writer.WriteStartObject();
        writer.WriteString("role", "tool");
        writer.WriteString("content", ToolResults.ToText(result));
        writer.WriteOptional("tool_name", _toolNames.GetValueOrDefault(result.CallId));
        writer.WriteString("tool_call_id", result.CallId);
        writer.WriteEndObject();
    }

    private void WriteMessage(ChatMessage message)
    {
        writer.WriteStartObject();
        writer.WriteString("role", message.Role.Value == "developer" ? "system" : message.Role.Value);
        writer.WriteString("content", message.Text);
        writer.WriteOptional("thinking", Thinking(message));
        WriteImages(message);
        WriteCalls(message);
        writer.WriteEndObject();
    }

    // OpenAI's clients bring it back by the name they got it by.
    private static string? Thinking(ChatMessage message) =>
        string.Concat(message.Contents.OfType<TextReasoningContent>().Select(reasoning => reasoning.Text)) is { Length: > 0 } own ? own
        : message.AdditionalProperties?.GetValueOrDefault("reasoning_content") is JsonElement { ValueKind: JsonValueKind.String } theirs ? theirs.GetString()
        : null;

    private void WriteImages(ChatMessage message)
    {
        var others = message.Contents.Where(content => content is DataContent or UriContent or HostedFileContent).ToArray();
        if (others.Length == 0)
            return;

        writer.WriteStartArray("images");
        foreach (var content in others)
            writer.WriteStringValue(Image(content).Base64Data.Span);
        writer.WriteEndArray();
    }

    private DataContent Image(AIContent content) => content is DataContent image && image.HasTopLevelMediaType("image") ? image
        : throw new ProviderException(FailureClass.BadRequest, content is UriContent
            ? $"Provider '{connection.Name}' (Ollama) takes images as data only, not as links: send a data URL."
            : $"Provider '{connection.Name}' (Ollama) takes text and images only.")
        { Param = "messages" };

    private void WriteCalls(ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>().ToArray();
        if (calls.Length == 0)
            return;

        writer.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            writer.WriteStartObject();
            writer.WriteString("id", call.CallId);
            writer.WriteStartObject("function");
            writer.WriteString("name", call.Name);
            writer.WriteMember("arguments", call.Arguments ?? new Dictionary<string, object?>());
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
