using System.Text.Json;
using KernelHost.Providers.Http;
using KernelHost.Providers.OpenAi;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Ollama;

/// <summary>
/// The body of <c>POST /api/chat</c>. Ollama has no tool_choice: "none" leaves the tools out, one required function is offered alone, and
/// "required" is the same as "auto". Additional properties go into its options when they are one, else to the top level (keep_alive, think, …).
/// </summary>
internal sealed class OllamaChatRequest(ProviderConnection connection, string model, ChatOptions? options, bool stream)
{
    public ReadOnlyMemory<byte> ToJson(IEnumerable<ChatMessage> messages) => WireJson.Object(writer =>
    {
        writer.WriteString("model", model);
        writer.WriteBoolean("stream", stream);
        WriteMessages(writer, messages);
        if (options is not null)
            WriteOptions(writer, options);
    });

    private void WriteMessages(Utf8JsonWriter writer, IEnumerable<ChatMessage> messages)
    {
        var writing = new OllamaMessages(writer, connection);
        writer.WriteStartArray("messages");
        if (options?.Instructions is { Length: > 0 } instructions)
            writing.Write(new(ChatRole.System, instructions));
        foreach (var message in messages)
            writing.Write(message);
        writer.WriteEndArray();
    }

    private void WriteOptions(Utf8JsonWriter writer, ChatOptions options)
    {
        WriteTools(writer, options);
        WriteFormat(writer, options.ResponseFormat);
        var think = OllamaThinking.Of(model, options);
        if (think is not null)
            writer.WriteMember("think", think);
        OllamaOptions.Write(writer, options);
        writer.WriteMembers(options.AdditionalProperties, name => OllamaOptions.Has(name) || !OllamaParameters.Passes(name) || name switch
        {
            "model" or "messages" or "stream" or "options" => true,
            "tools" => options.Tools is { Count: > 0 },
            "format" => options.ResponseFormat is ChatResponseFormatJson,
            "think" => think is not null,
            _ => false,
        });
    }

    private static void WriteTools(Utf8JsonWriter writer, ChatOptions options)
    {
        if (options.Tools is not { Count: > 0 } tools || options.ToolMode is NoneChatToolMode)
            return;

        var only = (options.ToolMode as RequiredChatToolMode)?.RequiredFunctionName;
        writer.WriteStartArray("tools");
        foreach (var tool in tools.Where(tool => only is null || tool.Name == only))
            ToolWriter.WriteTool(writer, tool);
        writer.WriteEndArray();
    }

    private static void WriteFormat(Utf8JsonWriter writer, ChatResponseFormat? format)
    {
        if (format is ChatResponseFormatJson { Schema: { } schema })
            writer.WriteMember("format", schema);
        else if (format is ChatResponseFormatJson)
            writer.WriteString("format", "json");
    }
}
