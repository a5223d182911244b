using System.Text;
using System.Text.Json;
using KernelHost.Forwarding;

namespace KernelHost.Server.Wire;

/// <summary>
/// What a chat request must have right whoever answers it: the members the host itself reads. All others are for the model's server to judge, in its own words.
/// </summary>
internal static class ChatRequestCheck
{
    public static OpenAiRequest Read(ReadOnlyMemory<byte> body)
    {
        var request = RequestBody.Outline(body);
        if (!IsConversation(request))
            _ = MessageReader.Read(Member(request, "messages"));
        if (request.Kind("model"u8) is not (JsonTokenType.None or JsonTokenType.Null or JsonTokenType.String))
            _ = Member(request, "model").OptionalText();
        if (request.Kind("stream"u8) is not (JsonTokenType.None or JsonTokenType.Null or JsonTokenType.True or JsonTokenType.False))
            _ = Member(request, "stream").OptionalFlag();
        if (request.Kind("stream_options"u8) is not (JsonTokenType.None or JsonTokenType.Null) && Member(request, "stream_options").OptionalObject() is { } options)
            _ = options["include_usage"].OptionalFlag();
        if (request.Kind("metadata"u8) is not (JsonTokenType.None or JsonTokenType.Null or JsonTokenType.StartObject))
            _ = Member(request, "metadata").OptionalObject();
        return request;
    }

    private static bool IsConversation(OpenAiRequest request) =>
        request.Kind("messages"u8) == JsonTokenType.StartArray && request.Value("messages"u8).Span[1..].TrimStart(" \t\r\n"u8)[0] != (byte)']';

    // For what is rarely there, or is wrong.
    private static WireValue Member(OpenAiRequest request, string name) =>
        new(request.Value(Encoding.UTF8.GetBytes(name)) is { IsEmpty: false } value ? JsonElement.Parse(value.Span) : default, name);
}
