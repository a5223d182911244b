using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.OpenAi;

/// <summary>
/// One message as wire messages. Reasoning is not sent back: OpenAI has no member for it. A server that wants it gets it from the message's
/// additional properties, which are written as they are.
/// </summary>
internal static class MessageWriter
{
    public static void Write(Utf8JsonWriter writer, ChatMessage message, ProviderConnection connection)
    {
        var results = message.Contents.OfType<FunctionResultContent>().ToArray();
        foreach (var result in results)
            WriteResult(writer, result);

        // The wire has one message per tool result; what else the message holds follows under its own role.
        if (results.Length == 0 || (message.Role != ChatRole.Tool && message.Contents.Count > results.Length))
            WriteMessage(writer, message, connection);
    }

    private static void WriteMessage(Utf8JsonWriter writer, ChatMessage message, ProviderConnection connection)
    {
        var calls = message.Contents.OfType<FunctionCallContent>().ToArray();
        var refusal = message.Contents.OfType<ErrorContent>().FirstOrDefault(error => error.ErrorCode == ChatAnswer.Refusal);

        writer.WriteStartObject();
        writer.WriteString("role", message.Role.Value);
        writer.WriteOptional("name", message.AuthorName);
        WriteContent(writer, message, connection, mayBeNull: calls.Length > 0 || refusal is not null);
        writer.WriteOptional("refusal", refusal?.Message);
        if (calls.Length > 0)
            WriteCalls(writer, calls);
        writer.WriteMembers(message.AdditionalProperties, name => name is "role" or "content" or "tool_calls"
            || (name == "name" && message.AuthorName is not null) || (name == "refusal" && refusal is not null));
        writer.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter writer, ChatMessage message, ProviderConnection connection, bool mayBeNull)
    {
        writer.WritePropertyName("content");
        var parts = message.Contents.Where(ContentWriter.IsPart).ToArray();
        if (parts.Length == 0 && mayBeNull)
            writer.WriteNullValue();
        else if (IsPlain(message.Role, parts))
            writer.WriteStringValue(string.Concat(parts.Cast<TextContent>().Select(part => part.Text)));
        else
            WriteParts(writer, parts, connection);
    }

    // Many compatible servers take a list of parts from users only.
    private static bool IsPlain(ChatRole role, AIContent[] parts) =>
        (parts.Length <= 1 || role != ChatRole.User) && parts.All(part => part is TextContent { AdditionalProperties: null });

    private static void WriteParts(Utf8JsonWriter writer, AIContent[] parts, ProviderConnection connection)
    {
        writer.WriteStartArray();
        foreach (var part in parts)
            ContentWriter.Write(writer, part, connection);
        writer.WriteEndArray();
    }

    private static void WriteCalls(Utf8JsonWriter writer, FunctionCallContent[] calls)
    {
        writer.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            writer.WriteStartObject();
            writer.WriteString("id", call.CallId);
            writer.WriteString("type", "function");
            writer.WriteStartObject("function");
            writer.WriteString("name", call.Name);
            writer.WriteString("arguments", ToolArguments.ToJson(call));
            writer.WriteEndObject();
            writer.WriteMembers(call.AdditionalProperties, name => name is "id" or "type" or "function" or "index");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteResult(Utf8JsonWriter writer, FunctionResultContent result)
    {
        writer.WriteStartObject();
        writer.WriteString("role", "tool");
        writer.WriteString("tool_call_id", result.CallId);
        writer.WriteString("content", ToolResults.ToText(result));
        writer.WriteEndObject();
    }
}
