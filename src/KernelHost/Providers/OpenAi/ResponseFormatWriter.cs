using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.OpenAi;

/// <summary>The member <c>response_format</c>. An additional property <c>strict</c> belongs to the schema when there is one.</summary>
internal static class ResponseFormatWriter
{
    public static void Write(Utf8JsonWriter writer, ChatOptions options)
    {
        if (options.ResponseFormat is not { } format)
            return;

        writer.WriteStartObject("response_format");
        if (format is ChatResponseFormatJson { Schema: { } schema } json)
            WriteSchema(writer, json, schema, ToolWriter.Strict(options.AdditionalProperties));
        else
            writer.WriteString("type", format is ChatResponseFormatJson ? "json_object" : "text");
        writer.WriteEndObject();
    }

    public static bool TakesStrict(ChatOptions options) =>
        options.ResponseFormat is ChatResponseFormatJson { Schema: not null } && ToolWriter.Strict(options.AdditionalProperties) is not null;

    private static void WriteSchema(Utf8JsonWriter writer, ChatResponseFormatJson format, JsonElement schema, bool? strict)
    {
        writer.WriteString("type", "json_schema");
        writer.WriteStartObject("json_schema");
        writer.WriteString("name", format.SchemaName is { Length: > 0 } name ? name : "answer");   // the wire requires a name
        writer.WriteOptional("description", format.SchemaDescription);
        writer.WriteMember("schema", schema);
        if (strict is { } value)
            writer.WriteBoolean("strict", value);
        writer.WriteEndObject();
    }
}
