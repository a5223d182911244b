using KernelHost.Server.Errors;

namespace KernelHost.Server.Wire;

/// <summary>A request that cannot be served as it is. The message says which member is wrong and what would be right.</summary>
internal static class BadRequest
{
    public const string Malformed = "malformed_json";
    public const string Missing = "missing_required_parameter";
    public const string WrongType = "invalid_type";
    public const string WrongValue = "invalid_value";

    /// <param name="param">The member, as in <c>messages[2].content</c>; null when it is the body as a whole.</param>
    public static ApiErrorException Create(string code, string message, string? param = null) =>
        new(new(StatusCodes.Status400BadRequest, code, message) { Param = param });
}
