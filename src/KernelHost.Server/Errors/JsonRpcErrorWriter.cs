using System.Text.Json.Serialization;
using KernelHost.Server.Mcp;

namespace KernelHost.Server.Errors;

/// <summary>Errors under <c>/mcp</c> that come before a message is understood, in JSON-RPC's envelope: its clients read no other.</summary>
internal sealed class JsonRpcErrorWriter : IProblemDetailsWriter
{
    private const int ParseError = -32700;
    private const int InvalidRequest = -32600;
    private const int UnsupportedVersion = -32022;
    private const int ServerError = -32000;

    public bool CanWrite(ProblemDetailsContext context) => context.HttpContext.Request.Path.StartsWithSegments(McpEndpoint.Path);

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var error = context.HttpContext.CurrentError();
        var refused = context.HttpContext.Features.Get<RefusedVersion>()?.Version;
        var supported = refused is null ? null : McpVersions.Supported;
        return new(context.HttpContext.Response.WriteAsJsonAsync(
            new JsonRpcErrorEnvelope("2.0", null, new(CodeOf(error), error.Message, new(error.Code, supported, refused))),
            ErrorJson.Readable.JsonRpcErrorEnvelope, contentType: null, context.HttpContext.RequestAborted));
    }

    private static int CodeOf(ApiError error) => error.Code switch
    {
        McpVersions.Unsupported => UnsupportedVersion,
        "invalid_message" => InvalidRequest,
        "malformed_json" => ParseError,
        _ => ServerError,
    };
}

/// <param name="Id">Null: which request it was is not known.</param>
internal sealed record JsonRpcErrorEnvelope(string Jsonrpc, string? Id, JsonRpcErrorBody Error);

internal sealed record JsonRpcErrorBody(int Code, string Message, JsonRpcErrorDetails Data);

/// <param name="Code">The host's own word for it.</param>
/// <param name="Supported">The protocol's versions, when the client's was none of them.</param>
/// <param name="Requested">The client's.</param>
internal sealed record JsonRpcErrorDetails(
    string Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Supported,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Requested);
