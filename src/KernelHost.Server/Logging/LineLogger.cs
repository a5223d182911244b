namespace KernelHost.Server.Logging;

/// <summary>
/// Logs as lines of text. The message is made here and now, since what it is made of may be gone when the line is written; asked only for levels that the settings let through.
/// </summary>
internal sealed class LineLogger(string category, LogWriter writer, TimeProvider? time = null) : ILogger
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            writer.Add(new(_time.GetUtcNow(), logLevel, category, eventId.Id, formatter(state, exception), exception?.ToString()));
        }
    }
}
