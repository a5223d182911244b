using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.OpenAi;

/// <summary>One content part: text, image, audio, file. A content whose raw representation is a JSON object and that is nothing else passes through.</summary>
internal static class ContentWriter
{
    public static bool IsPart(AIContent content) =>
        content is TextContent or DataContent or UriContent or HostedFileContent || Raw(content) is not null;

    public static void Write(Utf8JsonWriter writer, AIContent content, ProviderConnection connection)
    {
        switch (content)
        {
            case TextContent text:
                WritePart(writer, text, "text", () => writer.WriteString("text", text.Text));
                break;
            case DataContent data when data.HasTopLevelMediaType("image"):
                WriteImage(writer, data, data.Uri);
                break;
            case DataContent data when data.HasTopLevelMediaType("audio"):
                WriteAudio(writer, data);
                break;
            case DataContent data:
                WriteFile(writer, data);
                break;
            case UriContent link when link.HasTopLevelMediaType("image"):
                WriteImage(writer, link, link.Uri.OriginalString);
                break;
            case HostedFileContent file:
                WritePart(writer, file, "file", () => WriteObject(writer, "file", ("file_id", file.FileId)));
                break;
            default:
                WriteRaw(writer, content, connection);
                break;
        }
    }

    private static void WriteImage(Utf8JsonWriter writer, AIContent image, string url) => WritePart(writer, image, "image_url", () =>
        WriteObject(writer, "image_url", ("url", url), ("detail", Detail(image))));

    private static void WriteAudio(Utf8JsonWriter writer, DataContent audio) => WritePart(writer, audio, "input_audio", () =>
        WriteObject(writer, "input_audio", ("data", audio.Base64Data.ToString()), ("format", Format(audio.MediaType))));

    private static void WriteFile(Utf8JsonWriter writer, DataContent file) => WritePart(writer, file, "file", () =>
        WriteObject(writer, "file", ("filename", file.Name), ("file_data", file.Uri)));

    private static void WriteRaw(Utf8JsonWriter writer, AIContent content, ProviderConnection connection)
    {
        if (Raw(content) is not { } raw)
            throw new ProviderException(FailureClass.BadRequest, $"Provider '{connection.Name}' takes links to images only.") { Param = "messages" };
        raw.WriteTo(writer);
    }

    private static void WritePart(Utf8JsonWriter writer, AIContent part, string type, Action writeBody)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writeBody();
        writer.WriteMembers(part.AdditionalProperties, name => name is "type" or "detail" || name == type);
        writer.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter writer, string name, params ReadOnlySpan<(string Name, string? Value)> members)
    {
        writer.WriteStartObject(name);
        foreach (var member in members)
            writer.WriteOptional(member.Name, member.Value);
        writer.WriteEndObject();
    }

    private static string? Detail(AIContent image) => image.AdditionalProperties?.GetValueOrDefault("detail") switch
    {
        string detail => detail,
        JsonElement { ValueKind: JsonValueKind.String } detail => detail.GetString(),
        _ => null,
    };

    private static string Format(string mediaType) => mediaType switch
    {
        "audio/mpeg" => "mp3",
        "audio/x-wav" or "audio/wave" => "wav",
        _ => mediaType["audio/".Length..],
    };

    private static JsonElement? Raw(AIContent content) =>
        content.GetType() == typeof(AIContent) && content.RawRepresentation is JsonElement { ValueKind: JsonValueKind.Object } raw ? raw : null;
}
