using System.Collections.Frozen;

namespace KernelHost.Providers.Http;

/// <summary>The status that goes with a type or code of error where its server sends one: what an error object inside a 200 means.</summary>
internal static class ErrorNames
{
    private static readonly FrozenDictionary<string, int> Statuses = new (int Status, string[] Names)[]
    {
        (400, ["invalid_request_error", "invalid_argument", "failed_precondition", "out_of_range", "BadRequestError", "invalid_model"]),
        (401, ["authentication_error", "unauthenticated", "AuthenticationError", "invalid_api_key"]),
        (402, ["billing_error"]),
        (403, ["permission_error", "permission_denied", "PermissionDeniedError", "request_forbidden"]),
        (404, ["not_found_error", "not_found", "NotFoundError", "model_not_found", "DeploymentNotFound"]),
        (408, ["timeout"]),
        (409, ["conflict_error"]),
        (413, ["request_too_large"]),
        (422, ["UnprocessableEntityError"]),
        (429, ["rate_limit_error", "rate_limit_exceeded", "rate_limited", "resource_exhausted", "RateLimitError", "too_many_requests", "insufficient_quota", "billing_not_active"]),
        (500, ["api_error", "server_error", "internal", "InternalServerError", "internal_server_error", "internal_error"]),
        (503, ["unavailable", "service_unavailable", "service_unavailable_error", "ServiceUnavailableError", "unavailable_error", "overloaded", "server_is_overloaded", "slow_down"]),
        (504, ["timeout_error", "deadline_exceeded"]),
        (529, ["overloaded_error"]),
    }.SelectMany(row => row.Names, (row, name) => (name, row.Status)).ToFrozenDictionary(row => row.name, row => row.Status, StringComparer.OrdinalIgnoreCase);

    public static int? StatusOf(string? name) => name is not null && Statuses.TryGetValue(name, out var status) ? status : null;
}
