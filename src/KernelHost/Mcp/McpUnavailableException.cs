namespace KernelHost.Mcp;

/// <summary>A server cannot be used just now. The message says why, for admins and callers, and holds no secret.</summary>
public sealed class McpUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
