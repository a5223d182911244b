namespace KernelHost.Server.Errors;

/// <summary>Errors under <c>/v1</c>, in OpenAI's envelope.</summary>
internal sealed class OpenAiErrorWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => context.HttpContext.Request.Path.StartsWithSegments("/v1");

    public ValueTask WriteAsync(ProblemDetailsContext context) => new(context.HttpContext.Response.WriteAsJsonAsync(
        Envelope(context.HttpContext.CurrentError()), ErrorJson.Default.OpenAiErrorEnvelope, contentType: null, context.HttpContext.RequestAborted));

    /// <summary>For errors inside a stream that has begun, too.</summary>
    public static OpenAiErrorEnvelope Envelope(ApiError error) => new(new(error.Message, TypeOf(error.Status), error.Param, error.Code));

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

internal sealed record OpenAiErrorEnvelope(OpenAiError Error);

internal sealed record OpenAiError(string Message, string Type, string? Param, string Code);
