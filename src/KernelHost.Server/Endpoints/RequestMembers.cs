using System.Diagnostics.CodeAnalysis;
using KernelHost.Server.Errors;

namespace KernelHost.Server.Endpoints;

/// <summary>What a request must have.</summary>
internal static class RequestMembers
{
    /// <exception cref="ApiErrorException">422: it is missing.</exception>
    public static string Required([NotNull] string? value, string member) =>
        value ?? throw Invalid(member, "required", $"\"{member}\" is missing.");

    public static ApiErrorException Invalid(string member, string code, string message) =>
        new(new(StatusCodes.Status422UnprocessableEntity, code, message) { Param = $"$.{member}" });
}
