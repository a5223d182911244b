using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Anthropic;

/// <summary>A whole message of the model.</summary>
internal static class AnthropicAnswer
{
    /// <exception cref="ProviderException">It is none.</exception>
    public static ChatResponse Read(JsonElement message, ProviderConnection connection)
    {
        if (message.Text("type") != "message")
            throw ProviderHttp.NotAnAnswer(connection, "something that is not a message");

        var response = new ChatResponse(new ChatMessage(ChatRole.Assistant, [.. message.Items("content").Select(Content).OfType<AIContent>()]))
        {
            ResponseId = message.Text("id"),
            ModelId = message.Text("model"),
            FinishReason = StopReasons.Read(message.Text("stop_reason")),
            Usage = AnthropicUsage.Read(message.Object("usage")),
        };
        if (StopReasons.Sequence(message) is { } sequence)
            (response.AdditionalProperties ??= [])[StopReasons.Member] = sequence;
        return response;
    }

    /// <summary>Null for a block that has no place in a chat's answer, such as what a tool of the server's own found.</summary>
    private static AIContent? Content(JsonElement block) => block.Text("type") switch
    {
        "text" when block.Text("text") is { Length: > 0 } text => new TextContent(text),
        "thinking" => Thoughts.Signed(block.Text("thinking"), block.Text("signature")),
        "redacted_thinking" => Thoughts.Redacted(block.Text("data")),
        "tool_use" => ToolArguments.ToCall(block.Text("id") ?? "", block.Text("name") ?? "", Input(block)),
        _ => null,
    };

    public static string Input(JsonElement block) => block.Object("input") is { ValueKind: JsonValueKind.Object } input ? input.GetRawText() : "{}";
}
