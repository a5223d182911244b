using System.Text.Json.Serialization;

namespace KernelHost.Server.Errors;

/// <summary>Errors under <c>/v1</c>, in OpenAI's envelope.</summary>
internal sealed class OpenAiErrorWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => context.HttpContext.Request.Path.StartsWithSegments("/v1");

    public ValueTask WriteAsync(ProblemDetailsContext context) => new(context.HttpContext.Response.WriteAsJsonAsync(
        Envelope(context.HttpContext.CurrentError()), ErrorJson.Readable.OpenAiErrorEnvelope, contentType: null, context.HttpContext.RequestAborted));

    /// <summary>For errors inside a stream that has begun, too.</summary>
    public static OpenAiErrorEnvelope Envelope(ApiError error) => new(
        new(error.Message, TypeOf(error.Status), error.Param, error.Code), error.Attempts is { } attempts ? new(attempts) : null);

    private static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        429 => "rate_limit_error",
        502 or 503 or 504 => "upstream_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };
}

/// <param name="ModelInfo">Only when models were called, in vain.</param>
internal sealed record OpenAiErrorEnvelope(
    OpenAiError Error, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] FailedModelInfo? ModelInfo);

internal sealed record FailedModelInfo(int Attempts);

internal sealed record OpenAiError(string Message, string Type, string? Param, string Code);
