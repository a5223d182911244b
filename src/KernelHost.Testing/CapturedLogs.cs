using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace KernelHost.Testing;

/// <summary>One line that the plugin logged.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="Category">Who wrote it: the full name of the logger's class.</param>
/// <param name="Message">The text, its values put in.</param>
/// <param name="Exception">What was logged with it, if anything.</param>
public sealed record LogLine(LogLevel Level, string Category, string Message, Exception? Exception);

/// <summary>Keeps what is logged. Semantic Kernel's own lines are left out, as in the host. Thread-safe.</summary>
internal sealed class CapturedLogs : ILoggerFactory
{
    private static readonly string[] Silent = ["Microsoft.SemanticKernel", "Microsoft.Extensions.AI"];

    private readonly ConcurrentQueue<LogLine> _lines = [];

    public IReadOnlyList<LogLine> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, Array.Exists(Silent, one => categoryName.StartsWith(one, StringComparison.Ordinal)) ? null : _lines);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The lines are kept, and go nowhere else.");

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<LogLine>? lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => lines is not null && logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                lines?.Enqueue(new(logLevel, category, formatter(state, exception), exception));
        }
    }
}
