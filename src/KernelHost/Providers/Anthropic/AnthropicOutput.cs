using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Anthropic;

/// <summary>The member <c>output_config</c>: a schema the answer has to follow, and the effort put into it. What a client gave there itself stays.</summary>
internal static class AnthropicOutput
{
    public const string Member = "output_config";

    public static void Write(Utf8JsonWriter writer, ChatOptions options, string? effort)
    {
        var given = options.AdditionalProperties?.GetValueOrDefault(Member) is JsonElement { ValueKind: JsonValueKind.Object } element ? element : default;
        var schema = (options.ResponseFormat as ChatResponseFormatJson)?.Schema;
        if (given.ValueKind == JsonValueKind.Undefined && schema is null && effort is null)
            return;

        writer.WriteStartObject(Member);
        if (schema is { } wanted)
            WriteFormat(writer, wanted);
        if (effort is not null && given.Text("effort") is null)
            writer.WriteString("effort", effort);
        foreach (var member in given.ValueKind == JsonValueKind.Object ? given.EnumerateObject() : default)
        {
            if (member.Name != "format" || schema is null)
                member.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static void WriteFormat(Utf8JsonWriter writer, JsonElement schema)
    {
        writer.WriteStartObject("format");
        writer.WriteString("type", "json_schema");
        writer.WriteMember("schema", AnthropicSchema.Of(schema));
        writer.WriteEndObject();
    }
}
