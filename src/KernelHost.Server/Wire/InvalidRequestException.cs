namespace KernelHost.Server.Wire;

/// <summary>The client's request cannot be served as it is. The message says which member is wrong and what would be right.</summary>
/// <param name="param">The member, as in <c>messages[2].content</c>; null when it is the body as a whole.</param>
internal sealed class InvalidRequestException(string message, string? param = null) : Exception(message)
{
    public string? Param { get; } = param;

    public int Status { get; init; } = StatusCodes.Status400BadRequest;

    /// <summary>Stable enough to switch on; null where the status says it all.</summary>
    public string? Code { get; init; }
}
