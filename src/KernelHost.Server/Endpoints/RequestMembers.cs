using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using KernelHost.Server.Errors;

namespace KernelHost.Server.Endpoints;

/// <summary>What a request must have.</summary>
internal static class RequestMembers
{
    /// <exception cref="ApiErrorException">422: it is missing.</exception>
    public static string Required([NotNull] string? value, string member) =>
        value ?? throw Invalid(member, "required", $"\"{member}\" is missing.");

    /// <summary>Null when it is no text, which half of a surrogate pair is not either.</summary>
    public static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static ApiErrorException Invalid(string member, string code, string message) =>
        new(new(StatusCodes.Status422UnprocessableEntity, code, message) { Param = $"$.{member}" });
}
