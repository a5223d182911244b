using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Anthropic;

/// <summary>
/// Thinking with the signature Anthropic wants back when a tool's result is sent. Clients bring it as <c>reasoning_details</c> (this host's own answers,
/// OpenRouter) or <c>thinking_blocks</c> (LiteLLM) of the assistant's message.
/// </summary>
internal static class Thoughts
{
    public static TextReasoningContent Signed(string? text, string? signature) => new(text ?? "") { ProtectedData = signature };

    public static TextReasoningContent Redacted(string? data) => new("") { ProtectedData = data, AdditionalProperties = new() { [ReasoningForms.Redacted] = true } };

    /// <summary>The assistant's earlier thinking, as far as it is signed: without a signature Anthropic refuses it.</summary>
    public static IEnumerable<TextReasoningContent> In(ChatMessage message)
    {
        var own = message.Contents.OfType<TextReasoningContent>().Where(thought => thought.ProtectedData is { Length: > 0 }).ToArray();
        return own.Length > 0 ? own
            : Items(message, "thinking_blocks") is { Length: > 0 } blocks ? blocks.Select(Block).OfType<TextReasoningContent>()
            : Details(Items(message, "reasoning_details"));
    }

    public static void Write(Utf8JsonWriter writer, TextReasoningContent thought)
    {
        writer.WriteStartObject();
        if (ReasoningForms.IsRedacted(thought))
        {
            writer.WriteString("type", "redacted_thinking");
            writer.WriteString("data", thought.ProtectedData);
        }
        else
        {
            writer.WriteString("type", "thinking");
            writer.WriteString("thinking", thought.Text);
            writer.WriteString("signature", thought.ProtectedData);
        }

        writer.WriteEndObject();
    }

    private static JsonElement[] Items(ChatMessage message, string member) =>
        message.AdditionalProperties?.GetValueOrDefault(member) is JsonElement { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];

    private static TextReasoningContent? Block(JsonElement block) => block.Text("type") switch
    {
        "thinking" when block.Text("signature") is { Length: > 0 } signature => Signed(block.Text("thinking"), signature),
        "redacted_thinking" => Redacted(block.Text("data")),
        _ => null,
    };

    // A client that collected a stream may have a thought in several pieces, the signature with the last.
    private static IEnumerable<TextReasoningContent> Details(JsonElement[] details)
    {
        var text = "";
        foreach (var detail in details)
        {
            text += detail.Text("text");
            if (detail.Text("type") == "reasoning.encrypted" && detail.Text("data") is { } data)
            {
                yield return Redacted(data);
            }
            else if (detail.Text("signature") is { Length: > 0 } signature)
            {
                yield return Signed(text, signature);
                text = "";
            }
        }
    }
}
