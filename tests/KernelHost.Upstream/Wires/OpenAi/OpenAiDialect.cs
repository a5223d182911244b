using System.Text.Json.Nodes;

namespace KernelHost.Upstream.Wires.OpenAi;

/// <summary>OpenAI's envelope, also used for addresses that belong to nobody.</summary>
internal sealed class OpenAiDialect : IDialect
{
    public static OpenAiDialect Instance { get; } = new();

    public string Name => "openai";

    public bool HasKeys => true;

    public string StreamContentType => Sse.ContentType;

    public byte[] SignOfLife { get; } = ": keep-alive\n\n"u8.ToArray();

    public Part Unreadable { get; } = new(PartKind.Content, "data: {\"id\":\"chatcmpl-\n\n");

    public string? KeyOf(IHeaderDictionary headers) =>
        headers.Authorization.ToString() is { Length: > 0 } value ? value.Replace("Bearer ", "", StringComparison.OrdinalIgnoreCase) : null;

    public Reply Error(Failure failure) => Reply.Of(Body(failure), failure.Status);

    public Part ErrorPart(Failure failure) => Sse.Data(PartKind.Content, Body(failure));

    private static JsonObject Body(Failure failure) => new()
    {
        ["error"] = new JsonObject
        {
            ["message"] = failure.Message,
            ["type"] = TypeOf(failure),
            ["param"] = failure.Param,
            ["code"] = failure.Code,
        },
    };

    private static string TypeOf(Failure failure) => failure switch
    {
        { Code: "insufficient_quota" } => "insufficient_quota",
        { Status: 429 } => "requests",
        { Status: 403 } => "permission_error",
        { Status: >= 500 } => "server_error",
        _ => "invalid_request_error",
    };
}
