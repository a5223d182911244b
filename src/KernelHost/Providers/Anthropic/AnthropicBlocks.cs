using System.Text;
using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Anthropic;

/// <summary>
/// The contents of one message as blocks. <c>cache_control</c> goes along from a part to its block, and from a message to its last one. A part whose raw
/// representation is a JSON object, and that is nothing else, is taken for a block of Anthropic's own.
/// </summary>
internal sealed class AnthropicBlocks(Utf8JsonWriter writer, ProviderConnection connection)
{
    private const string CacheControl = "cache_control";
    private const string Pdf = "application/pdf";

    /// <summary>Anthropic refuses empty texts and messages without anything.</summary>
    public static bool HasAny(ChatMessage message) => Sendable(message).Any();

    public void Write(ChatMessage message)
    {
        var contents = Sendable(message).ToArray();
        for (var i = 0; i < contents.Length; i++)
            Write(contents[i], Cached(contents[i]) ?? (i == contents.Length - 1 ? Cached(message.AdditionalProperties) : null));
    }

    // What was thought comes before what was said and called.
    private static IEnumerable<AIContent> Sendable(ChatMessage message) =>
        [.. message.Role == ChatRole.Assistant ? Thoughts.In(message) : [], .. message.Contents.Where(IsSendable)];

    private static bool IsSendable(AIContent content) => content switch
    {
        TextContent text => text.Text.Length > 0,
        ErrorContent refusal => refusal.Message is { Length: > 0 },
        TextReasoningContent or UsageContent => false,
        _ => true,
    };

    private void Write(AIContent content, JsonElement? cached)
    {
        switch (content)
        {
            case TextReasoningContent thought:
                Thoughts.Write(writer, thought);
                break;
            case TextContent text:
                WriteBlock("text", cached, () => writer.WriteString("text", text.Text));
                break;
            case ErrorContent refusal:
                WriteBlock("text", cached, () => writer.WriteString("text", refusal.Message));
                break;
            case FunctionCallContent call:
                WriteBlock("tool_use", cached, () => WriteCall(call));
                break;
            case FunctionResultContent result:
                WriteBlock("tool_result", cached, () => WriteResult(result));
                break;
            default:
                WriteMedia(content, cached);
                break;
        }
    }

    private void WriteCall(FunctionCallContent call)
    {
        writer.WriteString("id", call.CallId);
        writer.WriteString("name", call.Name);
        writer.WriteMember("input", call.Arguments ?? new Dictionary<string, object?>());
    }

    private void WriteResult(FunctionResultContent result)
    {
        writer.WriteString("tool_use_id", result.CallId);
        if (result.Exception is not null)
            writer.WriteBoolean("is_error", true);
        if (result.Result is IEnumerable<AIContent> parts)
        {
            writer.WriteStartArray("content");
            foreach (var part in parts.Where(IsSendable))
                Write(part, Cached(part));
            writer.WriteEndArray();
        }
        else
        {
            writer.WriteString("content", ToolResults.ToText(result));
        }
    }

    private void WriteMedia(AIContent content, JsonElement? cached)
    {
        switch (content)
        {
            case DataContent image when image.HasTopLevelMediaType("image"):
                WriteSource("image", cached, "base64", ("media_type", image.MediaType), ("data", image.Base64Data.ToString()));
                break;
            case UriContent link when link.HasTopLevelMediaType("image"):
                WriteSource("image", cached, "url", ("url", link.Uri.OriginalString));
                break;
            case UriContent { MediaType: Pdf } link:
                WriteSource("document", cached, "url", ("url", link.Uri.OriginalString));
                break;
            case DataContent { MediaType: Pdf } file:
                WriteDocument(file, cached, "base64", file.Base64Data.ToString());
                break;
            case DataContent file when file.HasTopLevelMediaType("text"):
                WriteDocument(file, cached, "text", Encoding.UTF8.GetString(file.Data.Span));
                break;
            case HostedFileContent file:
                WriteSource("document", cached, "file", ("file_id", file.FileId));
                break;
            case { RawRepresentation: JsonElement { ValueKind: JsonValueKind.Object } block } when content.GetType() == typeof(AIContent):
                block.WriteTo(writer);
                break;
            default:
                throw new ProviderException(FailureClass.BadRequest, $"Provider '{connection.Name}' (Anthropic) takes text, images, PDF and plain text files.") { Status = 400, Param = "messages" };
        }
    }

    private void WriteDocument(DataContent file, JsonElement? cached, string source, string data) => WriteBlock("document", cached, () =>
    {
        writer.WriteOptional("title", file.Name);
        WriteSource(source, ("media_type", source == "text" ? "text/plain" : file.MediaType), ("data", data));
    });

    private void WriteSource(string block, JsonElement? cached, string source, params (string Name, string Value)[] members) =>
        WriteBlock(block, cached, () => WriteSource(source, members));

    private void WriteSource(string type, params ReadOnlySpan<(string Name, string Value)> members)
    {
        writer.WriteStartObject("source");
        writer.WriteString("type", type);
        foreach (var (name, value) in members)
            writer.WriteString(name, value);
        writer.WriteEndObject();
    }

    private void WriteBlock(string type, JsonElement? cached, Action writeMembers)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writeMembers();
        if (cached is { } control)
            writer.WriteMember(CacheControl, control);
        writer.WriteEndObject();
    }

    private static JsonElement? Cached(AIContent content) => Cached(content.AdditionalProperties);

    private static JsonElement? Cached(AdditionalPropertiesDictionary? properties) =>
        properties?.GetValueOrDefault(CacheControl) is JsonElement { ValueKind: JsonValueKind.Object } control ? control : null;
}
