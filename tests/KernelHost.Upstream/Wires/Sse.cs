using System.Text.Json.Nodes;

namespace KernelHost.Upstream.Wires;

/// <summary>Server-sent events as bytes.</summary>
internal static class Sse
{
    public const string ContentType = "text/event-stream; charset=utf-8";

    public static Part Data(PartKind kind, JsonNode data) => new(kind, $"data: {data.ToJsonString(Json.Options)}\n\n");

    /// <summary>An event whose name is also the <c>type</c> of its data.</summary>
    public static Part Event(PartKind kind, JsonObject data) =>
        new(kind, $"event: {data["type"]}\ndata: {data.ToJsonString(Json.Options)}\n\n");
}
