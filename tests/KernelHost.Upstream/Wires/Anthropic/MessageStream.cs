using System.Text.Json.Nodes;

namespace KernelHost.Upstream.Wires.Anthropic;

/// <summary>A message as events: start, each block opened, filled and closed, then stop reason and usage, then stop.</summary>
internal static class MessageStream
{
    public static IEnumerable<Part> Parts(JsonObject message)
    {
        yield return Event(PartKind.Start, "message_start", ("message", Begun(message)));
        foreach (var (index, block) in message["content"]!.AsArray().Index())
        {
            yield return Event(PartKind.Start, "content_block_start", ("index", index), ("content_block", Emptied(block!)));
            yield return Event(PartKind.Start, "ping");
            foreach (var delta in Deltas(block!))
            {
                yield return Event(PartKind.Content, "content_block_delta", ("index", index), ("delta", delta));
            }

            yield return Event(PartKind.Start, "content_block_stop", ("index", index));
        }

        yield return Event(PartKind.Finish | PartKind.Usage, "message_delta",
            ("delta", new JsonObject { ["stop_reason"] = message["stop_reason"]!.DeepClone(), ["stop_sequence"] = message["stop_sequence"]?.DeepClone() }),
            ("usage", Ended(message["usage"]!)));
        yield return Event(PartKind.End, "message_stop");
    }

    // The input was told at the start.
    private static JsonObject Ended(JsonNode usage) =>
        new([.. usage.AsObject().Where(m => m.Key.StartsWith("output_tokens", StringComparison.Ordinal)).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))]);

    private static IEnumerable<JsonObject> Deltas(JsonNode block) => block["type"]!.GetValue<string>() switch
    {
        "text" => Words.Split(block["text"]!.GetValue<string>()).Select(w => Delta("text_delta", "text", w)),
        "thinking" => Words.Split(block["thinking"]!.GetValue<string>()).Select(w => Delta("thinking_delta", "thinking", w))
            .Append(Delta("signature_delta", "signature", block["signature"]!.GetValue<string>())),
        "redacted_thinking" => [],
        _ => InputHalves(block["input"]!.ToJsonString(Json.Options)),
    };

    // The first piece of a tool's input is empty, the rest is JSON only when joined.
    private static IEnumerable<JsonObject> InputHalves(string input) =>
        new[] { "", input[..(input.Length / 2)], input[(input.Length / 2)..] }.Select(p => Delta("input_json_delta", "partial_json", p));

    private static JsonObject Delta(string type, string member, string piece) => new() { ["type"] = type, [member] = piece };

    private static JsonNode Begun(JsonObject message)
    {
        var begun = message.DeepClone();
        (begun["content"], begun["stop_reason"], begun["stop_sequence"], begun["usage"]!["output_tokens"]) = (new JsonArray(), null, null, 1);
        begun["usage"]!.AsObject().Remove("output_tokens_details");
        return begun;
    }

    private static JsonObject Emptied(JsonNode block)
    {
        var empty = block.DeepClone().AsObject();
        foreach (var member in empty.Select(m => m.Key).Where(m => m is "text" or "thinking" or "signature").ToArray())
        {
            empty[member] = "";
        }

        if (empty.ContainsKey("input"))
        {
            empty["input"] = new JsonObject();
        }

        return empty;
    }

    private static Part Event(PartKind kind, string type, params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var data = new JsonObject { ["type"] = type };
        foreach (var (name, value) in members)
        {
            data[name] = value;
        }

        return Sse.Event(kind, data);
    }
}
