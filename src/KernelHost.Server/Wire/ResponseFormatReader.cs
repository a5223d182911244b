using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>The member <c>response_format</c>.</summary>
internal static class ResponseFormatReader
{
    public static void Read(WireValue format, ChatOptions options)
    {
        if (format.IsAbsent)
            return;
        var type = format.Object()["type"];
        options.ResponseFormat = type.Text() switch
        {
            "text" => ChatResponseFormat.Text,
            "json_object" => ChatResponseFormat.Json,
            "json_schema" => Schema(format["json_schema"].Object(), options),
            var other => throw type.Invalid($"must be text, json_object or json_schema, not '{Excerpt.Of(other)}'."),
        };
    }

    /// <summary>The providers look for <c>strict</c> among the options' own additional properties.</summary>
    private static ChatResponseFormatJson Schema(WireValue schema, ChatOptions options)
    {
        if (schema["strict"].OptionalFlag() is { } strict)
            (options.AdditionalProperties ??= [])["strict"] = strict;
        return ChatResponseFormat.ForJsonSchema(schema["schema"].Object().Json, schema["name"].NonEmptyText(), schema["description"].OptionalText());
    }
}
