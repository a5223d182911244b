using System.Text.Json.Nodes;

namespace KernelHost.Upstream.Wires.Ollama;

/// <summary>Ollama's errors are one member; inside a stream they are a line of their own after a 200.</summary>
internal sealed class OllamaDialect : IDialect
{
    public static OllamaDialect Instance { get; } = new();

    public string Name => "ollama";

    public bool HasKeys => false;

    public string StreamContentType => "application/x-ndjson";

    public byte[] SignOfLife { get; } = "\n"u8.ToArray();

    public Part Unreadable { get; } = new(PartKind.Content, "{\"model\":\"\n");

    public string? KeyOf(IHeaderDictionary headers) => OpenAi.OpenAiDialect.Instance.KeyOf(headers);

    public Reply Error(Failure failure) => Reply.Of("application/json; charset=utf-8", Body(failure).Bytes(), failure.Status);

    public Part ErrorPart(Failure failure) => Line(PartKind.Content, Body(failure));

    public static Part Line(PartKind kind, JsonObject data) => new(kind, data.ToJsonString(Json.Options) + "\n");

    private static JsonObject Body(Failure failure) => new() { ["error"] = failure.Message };
}
