using System.Collections.Immutable;
using KernelHost.Organizations;
using Microsoft.AspNetCore.WebUtilities;

namespace KernelHost.Server.Errors;

/// <summary>What a client is told went wrong, before one of the two writers puts it into its dialect. Holds no secret.</summary>
/// <param name="Code">A stable word for programs.</param>
/// <param name="Message">A sentence for people: what is wrong and what would be right.</param>
internal sealed record ApiError(int Status, string Code, string Message)
{
    /// <summary>The member, parameter or header that is wrong, if it is one.</summary>
    public string? Param { get; init; }

    /// <summary>Everything that is wrong, when it may be several things.</summary>
    public ImmutableArray<ConfigProblem> Problems { get; init; } = [];

    /// <summary>When it is worth trying again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How many models were called before this was all there was to say; null when none was.</summary>
    public int? Attempts { get; init; }

    public static ApiError BadParameter(string name, string message) =>
        new(StatusCodes.Status400BadRequest, "invalid_parameter", message) { Param = name };

    public static ApiError NotFound(string what, string name) =>
        new(StatusCodes.Status404NotFound, $"{what.Replace(' ', '_')}_not_found", $"There is no {what} \"{name}\".");

    /// <summary>For answers that have nothing but a status: what routing, authorisation and Kestrel refuse.</summary>
    public static ApiError OfStatus(int status) => status switch
    {
        400 => new(status, "bad_request", "The request could not be understood."),
        401 => new(status, "invalid_api_key", "A valid API key is required: send it as \"Authorization: Bearer <key>\"."),
        403 => new(status, "forbidden", "This key's role does not allow this: administering an organisation takes its org-admin's key, organisations and the host a system-admin's."),
        404 => new(status, "not_found", "There is nothing at this address. GET /openapi/v1.json lists what there is."),
        405 => new(status, "method_not_allowed", "This address does not take this method; the header \"Allow\" lists those it takes."),
        413 => new(status, "request_too_large", "The request body is larger than this endpoint takes."),
        415 => new(status, "unsupported_media_type", "Send the body as JSON, with \"Content-Type: application/json\"."),
        500 => new(status, "internal_error", "Something went wrong in the host; its log has the details under this request's id."),
        _ => new(status, "error", ReasonPhrases.GetReasonPhrase(status)),
    };
}

/// <summary>Ends a request with this error.</summary>
internal sealed class ApiErrorException(ApiError error) : Exception(error.Message)
{
    public ApiError Error { get; } = error;
}
