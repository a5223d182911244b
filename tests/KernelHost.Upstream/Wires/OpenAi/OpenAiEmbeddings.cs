using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KernelHost.Upstream.Wires.OpenAi;

/// <summary>POST /v1/embeddings: a text, texts, tokens or lists of tokens, as numbers or base64.</summary>
internal static class OpenAiEmbeddings
{
    public static Reply Respond(Incoming call)
    {
        var body = call.Body();
        var texts = Texts(body.Member("input") ?? default);
        var tokens = texts.Sum(Words.Count);
        var base64 = body.Text("encoding_format") == "base64";
        var dimensions = Vectors.Dimensions(call);
        return Reply.Of(new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. texts.Index().Select(t => Item(t.Index, Vectors.Of(t.Item, dimensions), base64))]),
            ["model"] = call.Model,
            ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens },
        });
    }

    private static JsonObject Item(int index, float[] vector, bool base64) => new()
    {
        ["object"] = "embedding",
        ["index"] = index,
        ["embedding"] = base64
            ? Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan()))
            : new JsonArray([.. vector.Select(x => (JsonNode)x)]),
    };

    private static string[] Texts(JsonElement input) => input.ValueKind switch
    {
        JsonValueKind.String when input.GetString() is { Length: > 0 } text => [text],
        JsonValueKind.Array when input.GetArrayLength() == 0 => throw Refused(),
        JsonValueKind.Array when input[0].ValueKind == JsonValueKind.Number => [Tokens(input)],
        JsonValueKind.Array => [.. input.EnumerateArray().Select(i => i.ValueKind == JsonValueKind.Array ? Tokens(i) : i.GetString() ?? throw Refused())],
        _ => throw Refused(),
    };

    private static string Tokens(JsonElement tokens) => string.Join(' ', tokens.EnumerateArray());

    private static RefusedException Refused() => new(new Failure(400, "'input' must be a non-empty string or array.", "invalid_value", "input"));
}
