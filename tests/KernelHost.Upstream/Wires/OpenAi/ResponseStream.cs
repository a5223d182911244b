using System.Text.Json.Nodes;

namespace KernelHost.Upstream.Wires.OpenAi;

/// <summary>The events of a streamed response, numbered. There is no [DONE] here: the last event says that it is over.</summary>
internal static class ResponseStream
{
    public static IEnumerable<Part> Parts(JsonObject response)
    {
        var number = 0;
        foreach (var (kind, data) in Events(response))
        {
            data["sequence_number"] = number++;
            yield return Sse.Event(kind, data);
        }
    }

    private static IEnumerable<(PartKind Kind, JsonObject Data)> Events(JsonObject response)
    {
        yield return (PartKind.Start, Whole("response.created", Begun(response)));
        yield return (PartKind.Start, Whole("response.in_progress", Begun(response)));
        foreach (var (index, item) in response["output"]!.AsArray().Index())
        {
            var isMessage = item!["type"]!.GetValue<string>() == "message";
            yield return (PartKind.Start, Of("response.output_item.added", index, null, ("item", Emptied(item.AsObject()))));
            foreach (var data in isMessage ? Text(index, item) : Call(index, item))
            {
                var isDelta = data["delta"] is not null;
                yield return (isDelta ? PartKind.Content : PartKind.Finish, data);
            }

            yield return (PartKind.Finish, Of("response.output_item.done", index, null, ("item", item.DeepClone())));
        }

        var last = response["status"]!.GetValue<string>();
        yield return (PartKind.Finish | PartKind.Usage | PartKind.End, Whole($"response.{last}", response.DeepClone()));
    }

    private static IEnumerable<JsonObject> Text(int index, JsonNode item)
    {
        var part = item["content"]![0]!;
        var text = part["text"]?.GetValue<string>() ?? "";
        yield return Of("response.content_part.added", index, item, ("content_index", 0), ("part", new JsonObject { ["type"] = "output_text", ["text"] = "", ["annotations"] = new JsonArray() }));
        foreach (var word in Words.Split(text))
        {
            yield return Of("response.output_text.delta", index, item, ("content_index", 0), ("delta", word));
        }

        yield return Of("response.output_text.done", index, item, ("content_index", 0), ("text", text));
        yield return Of("response.content_part.done", index, item, ("content_index", 0), ("part", part.DeepClone()));
    }

    private static IEnumerable<JsonObject> Call(int index, JsonNode item)
    {
        var arguments = item["arguments"]!.GetValue<string>();
        yield return Of("response.function_call_arguments.delta", index, item, ("delta", arguments));
        yield return Of("response.function_call_arguments.done", index, item, ("arguments", arguments));
    }

    private static JsonObject Whole(string type, JsonNode response) => new() { ["type"] = type, ["response"] = response };

    private static JsonObject Of(string type, int index, JsonNode? item, params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var data = new JsonObject { ["type"] = type, ["output_index"] = index };
        if (item is not null)
        {
            data["item_id"] = item["id"]!.GetValue<string>();
        }

        foreach (var (name, value) in members)
        {
            data[name] = value;
        }

        return data;
    }

    private static JsonNode Begun(JsonObject response)
    {
        var begun = response.DeepClone();
        (begun["status"], begun["output"], begun["usage"]) = ("in_progress", new JsonArray(), null);
        return begun;
    }

    private static JsonObject Emptied(JsonObject item)
    {
        var empty = item.DeepClone().AsObject();
        empty["status"] = "in_progress";
        _ = empty.ContainsKey("content") ? empty["content"] = new JsonArray() : empty["arguments"] = "";
        return empty;
    }
}
