using System.Text;
using System.Text.Json;
using KernelHost.Forwarding;

namespace KernelHost.Server.Wire;

/// <summary>What the host itself reads of a request that goes on as it is. All else is for the model's server to judge, in its own words.</summary>
internal static class ForwardedCheck
{
    public static OpenAiRequest Read(ReadOnlyMemory<byte> body)
    {
        var request = RequestBody.Outline(body);
        if (request.Kind("model"u8) is not (JsonTokenType.None or JsonTokenType.Null or JsonTokenType.String))
            _ = Member(request, "model").OptionalText();
        if (request.Kind("stream"u8) is not (JsonTokenType.None or JsonTokenType.Null or JsonTokenType.True or JsonTokenType.False))
            _ = Member(request, "stream").OptionalFlag();
        return request;
    }

    private static WireValue Member(OpenAiRequest request, string name) => new(JsonElement.Parse(request.Value(Encoding.UTF8.GetBytes(name)).Span), name);
}
