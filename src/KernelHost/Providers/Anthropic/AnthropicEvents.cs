using System.Text;
using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Anthropic;

/// <summary>
/// The events of one streamed message as updates. Text and thinking come as they are; a tool's call when its block is closed, because its arguments are
/// JSON only then; a thought's signature likewise. Remembers how far the stream is: one per stream.
/// </summary>
internal sealed class AnthropicEvents(ProviderConnection connection)
{
    private readonly Dictionary<long, Block> _open = [];
    private readonly AnthropicUsage _usage = new();
    private string? _id;
    private string? _model;
    private bool _stopped;

    /// <summary>The model has said that nothing more comes.</summary>
    public bool Ended { get; private set; }

    /// <summary>Whether the event read last held anything of the answer; pings and openings do not.</summary>
    public bool Progressed { get; private set; }

    /// <summary>Null for an event with nothing to tell.</summary>
    public ChatResponseUpdate? Read(JsonElement data)
    {
        Progressed = false;
        switch (data.Text("type"))
        {
            case "message_start":
                return Start(data.Object("message"));
            case "content_block_start":
                return Opened(data.Number("index") ?? 0, data.Object("content_block"));
            case "content_block_delta":
                return Grown(data.Number("index") ?? 0, data.Object("delta"));
            case "content_block_stop":
                return _open.Remove(data.Number("index") ?? 0, out var closed) ? Update(closed.Close()) : null;
            case "message_delta":
                return Finish(data);
            case "message_stop":
                Ended = true;
                return null;
            default:
                return null;
        }
    }

    /// <exception cref="ProviderException">The stream ended before the message did.</exception>
    public void End()
    {
        if (!_stopped)
            throw ProviderHttp.NotAnAnswer(connection, _id is null ? "no message in its stream" : "a stream that broke off");
    }

    private ChatResponseUpdate? Start(JsonElement message)
    {
        (_id, _model) = (message.Text("id"), message.Text("model"));
        _usage.Take(message.Object("usage"));
        return null;
    }

    private ChatResponseUpdate? Opened(long index, JsonElement block)
    {
        var opened = _open[index] = new Block(block.Text("type"), block.Text("id"), block.Text("name"), AnthropicAnswer.Input(block), block.Text("data"));
        return opened.Type switch
        {
            "text" => Said(block.Text("text")),
            "thinking" => Thought(block.Text("thinking")),
            _ => null,
        };
    }

    private ChatResponseUpdate? Grown(long index, JsonElement delta)
    {
        if (!_open.TryGetValue(index, out var block))
            return null;

        switch (delta.Text("type"))
        {
            case "text_delta":
                return Said(delta.Text("text"));
            case "thinking_delta":
                return Thought(delta.Text("thinking"));
            case "signature_delta":
                block.Signature += delta.Text("signature");
                Progressed = true;
                return null;
            case "input_json_delta":
                block.Input.Append(delta.Text("partial_json"));
                Progressed = true;
                return null;
            default:
                return null;
        }
    }

    private ChatResponseUpdate? Said(string? text) => text is { Length: > 0 } ? Update(new TextContent(text)) : null;

    private ChatResponseUpdate? Thought(string? text) => text is { Length: > 0 } ? Update(new TextReasoningContent(text)) : null;

    private ChatResponseUpdate Finish(JsonElement data)
    {
        var delta = data.Object("delta");
        _usage.Take(data.Object("usage"));
        var reason = StopReasons.Read(delta.Text("stop_reason"));
        _stopped |= reason is not null;
        var update = Update(new UsageContent(_usage.Details()));
        update.FinishReason = reason;
        if (StopReasons.Sequence(delta) is { } sequence)
            update.AdditionalProperties = new() { [StopReasons.Member] = sequence };
        return update;
    }

    private ChatResponseUpdate Update(AIContent? content)
    {
        Progressed = content is not null;
        return new(ChatRole.Assistant, content is null ? [] : [content]) { ResponseId = _id, MessageId = _id, ModelId = _model };
    }

    private sealed class Block(string? type, string? id, string? name, string input, string? data)
    {
        public string? Type => type;

        public StringBuilder Input { get; } = new();

        public string? Signature { get; set; }

        public AIContent? Close() => type switch
        {
            "tool_use" => ToolArguments.ToCall(id ?? "", name ?? "", Input.Length > 0 ? Input.ToString() : input),
            "thinking" when Signature is not null => Thoughts.Signed("", Signature),
            "redacted_thinking" => Thoughts.Redacted(data),
            _ => null,
        };
    }
}
