using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.OpenAi;

/// <summary>The members <c>tools</c>, <c>tool_choice</c> and <c>parallel_tool_calls</c>; without tools servers refuse the other two.</summary>
internal static class ToolWriter
{
    public static void Write(Utf8JsonWriter writer, ChatOptions options)
    {
        if (options.Tools is not { Count: > 0 } tools)
            return;

        writer.WriteStartArray("tools");
        foreach (var tool in tools)
            WriteTool(writer, tool);
        writer.WriteEndArray();

        if (options.ToolMode is { } mode)
            WriteChoice(writer, mode);
        if (options.AllowMultipleToolCalls is { } parallel)
            writer.WriteBoolean("parallel_tool_calls", parallel);
    }

    public static bool Writes(string name, ChatOptions options) => options.Tools is { Count: > 0 } && name switch
    {
        "tool_choice" => options.ToolMode is not null,
        "parallel_tool_calls" => options.AllowMultipleToolCalls is not null,
        _ => true,
    };

    /// <summary>In the form Ollama takes too.</summary>
    public static void WriteTool(Utf8JsonWriter writer, AITool tool)
    {
        if (tool is not AIFunctionDeclaration function)
            throw new ProviderException(FailureClass.BadRequest, $"The tool '{tool.Name}' is not a function; this provider takes functions only.") { Param = "tools" };

        writer.WriteStartObject();
        writer.WriteString("type", "function");
        writer.WriteStartObject("function");
        writer.WriteString("name", function.Name);
        writer.WriteOptional("description", function.Description);
        writer.WriteMember("parameters", function.JsonSchema);
        if (Strict(function.AdditionalProperties) is { } strict)
            writer.WriteBoolean("strict", strict);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    public static bool? Strict(IReadOnlyDictionary<string, object?>? properties) => properties?.GetValueOrDefault("strict") switch
    {
        bool strict => strict,
        JsonElement { ValueKind: JsonValueKind.True } => true,
        JsonElement { ValueKind: JsonValueKind.False } => false,
        _ => null,
    };

    private static void WriteChoice(Utf8JsonWriter writer, ChatToolMode mode)
    {
        if (mode is RequiredChatToolMode { RequiredFunctionName: { } name })
        {
            writer.WriteStartObject("tool_choice");
            writer.WriteString("type", "function");
            writer.WriteStartObject("function");
            writer.WriteString("name", name);
            writer.WriteEndObject();
            writer.WriteEndObject();
            return;
        }

        writer.WriteString("tool_choice", mode switch { NoneChatToolMode => "none", RequiredChatToolMode => "required", _ => "auto" });
    }
}
