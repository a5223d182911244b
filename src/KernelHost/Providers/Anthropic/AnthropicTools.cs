using System.Text.Json;
using KernelHost.Providers.Http;
using KernelHost.Providers.OpenAi;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Anthropic;

/// <summary>The members <c>tools</c> and <c>tool_choice</c>. What stands beside a tool's function in the request (cache_control, strict, …) goes along.</summary>
internal static class AnthropicTools
{
    public static void Write(Utf8JsonWriter writer, ChatOptions options)
    {
        if (options.Tools is not { Count: > 0 } tools)
            return;

        writer.WriteStartArray("tools");
        foreach (var tool in tools)
            WriteTool(writer, tool);
        writer.WriteEndArray();
        WriteChoice(writer, options);
    }

    private static void WriteTool(Utf8JsonWriter writer, AITool tool)
    {
        if (tool is not AIFunctionDeclaration function)
            throw new ProviderException(FailureClass.BadRequest, $"The tool '{tool.Name}' is not a function; this provider takes functions only.") { Param = "tools" };

        writer.WriteStartObject();
        writer.WriteString("name", function.Name);
        writer.WriteOptional("description", function.Description);
        WriteSchema(writer, function.JsonSchema);
        if (ToolWriter.Strict(function.AdditionalProperties) is { } strict)
            writer.WriteBoolean("strict", strict);
        writer.WriteMembers(Further(function), name => name is "name" or "description" or "input_schema" or "strict" or "type");
        writer.WriteEndObject();
    }

    // Functions of the kernel bring properties of their own, which are not for the wire.
    private static IEnumerable<KeyValuePair<string, object?>> Further(AIFunctionDeclaration function) =>
        function.AdditionalProperties.Where(property => property.Value is JsonElement);

    /// <summary>A schema without a type is common for functions that take nothing; Anthropic wants one.</summary>
    private static void WriteSchema(Utf8JsonWriter writer, JsonElement schema)
    {
        if (schema.Text("type") is not null)
        {
            writer.WriteMember("input_schema", schema);
            return;
        }

        writer.WriteStartObject("input_schema");
        writer.WriteString("type", "object");
        foreach (var member in schema.ValueKind == JsonValueKind.Object ? schema.EnumerateObject() : default)
        {
            if (member.Name != "type")
                member.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter writer, ChatOptions options)
    {
        var oneAtATime = options.AllowMultipleToolCalls is false && options.ToolMode is not NoneChatToolMode;
        if (options.ToolMode is null && !oneAtATime)
            return;

        var named = (options.ToolMode as RequiredChatToolMode)?.RequiredFunctionName;
        writer.WriteStartObject("tool_choice");
        writer.WriteString("type", options.ToolMode switch { NoneChatToolMode => "none", RequiredChatToolMode => named is null ? "any" : "tool", _ => "auto" });
        writer.WriteOptional("name", named);
        if (oneAtATime)
            writer.WriteBoolean("disable_parallel_tool_use", true);
        writer.WriteEndObject();
    }
}
