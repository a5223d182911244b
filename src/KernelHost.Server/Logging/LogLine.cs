namespace KernelHost.Server.Logging;

/// <summary>One line of the log before it is bytes: what only the one who logs can know, so that all else is done later, by the writer.</summary>
/// <param name="Fault">The exception as text.</param>
internal readonly record struct LogLine(DateTimeOffset Time, LogLevel Level, string Category, int EventId, string Message, string? Fault);
