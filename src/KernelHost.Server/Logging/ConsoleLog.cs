using System.Diagnostics.CodeAnalysis;

namespace KernelHost.Server.Logging;

/// <summary>
/// The log on standard output. The framework's own console writes every line by itself, which costs as much as forwarding a call; this one is set by the
/// same settings (<c>Logging:LogLevel</c>, <c>Logging:Console:LogLevel</c>) and looks the same. What was logged is written when the process ends, unless it is killed.
/// </summary>
[ProviderAlias("Console")]
internal sealed class ConsoleLog : ILoggerProvider
{
    private readonly LogWriter _writer;

    public ConsoleLog()
    {
        _writer = new(Console.OpenStandardOutput(), new(coloured: !Console.IsOutputRedirected, TimeZoneInfo.Local), TimeProvider.System, LogWriter.Gathering);
        AppDomain.CurrentDomain.ProcessExit += FlushAtTheEnd;
        AppDomain.CurrentDomain.UnhandledException += FlushAtTheEnd;
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The logger owns nothing.")]
    public ILogger CreateLogger(string categoryName) => new LineLogger(categoryName, _writer);

    /// <summary>Writes what was logged so far, so that what the host prints itself comes after it.</summary>
    public void Flush() => _writer.Flush();

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= FlushAtTheEnd;
        AppDomain.CurrentDomain.UnhandledException -= FlushAtTheEnd;
        _writer.Dispose();
    }

    private void FlushAtTheEnd(object? sender, EventArgs end) => Flush();
}
