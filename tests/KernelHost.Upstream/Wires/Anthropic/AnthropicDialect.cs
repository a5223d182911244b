using System.Text.Json.Nodes;

namespace KernelHost.Upstream.Wires.Anthropic;

internal sealed class AnthropicDialect : IDialect
{
    public static AnthropicDialect Instance { get; } = new();

    public string Name => "anthropic";

    public bool HasKeys => true;

    public string StreamContentType => Sse.ContentType;

    public byte[] SignOfLife { get; } = "event: ping\ndata: {\"type\":\"ping\"}\n\n"u8.ToArray();

    public Part Unreadable { get; } = new(PartKind.Content, "event: content_block_delta\ndata: {\"type\":\"content_\n\n");

    public string? KeyOf(IHeaderDictionary headers) =>
        headers["x-api-key"].ToString() is { Length: > 0 } key ? key : OpenAi.OpenAiDialect.Instance.KeyOf(headers);

    public Reply Error(Failure failure) => Reply.Of(Body(failure), failure.Status);

    public Part ErrorPart(Failure failure) => Sse.Event(PartKind.Content, Body(failure));

    private static JsonObject Body(Failure failure) => new()
    {
        ["type"] = "error",
        ["error"] = new JsonObject { ["type"] = TypeOf(failure.Status), ["message"] = failure.Message },
        ["request_id"] = "req_fake",
    };

    private static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        503 or 529 => "overloaded_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };
}
