using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace KernelHost.Kernels;

/// <summary>
/// The host's loggers for plugins, and none for Semantic Kernel's own functions: those log the text of every failure, and what is inside a prompt or
/// an answer, past the host's scrubbing. The host logs calls and failures itself.
/// </summary>
internal sealed class KernelLoggers(ILoggerFactory loggers) : ILoggerFactory
{
    private static readonly string[] Silent = ["Microsoft.SemanticKernel", "Microsoft.Extensions.AI"];

    public ILogger CreateLogger(string categoryName) =>
        Array.Exists(Silent, one => categoryName.StartsWith(one, StringComparison.Ordinal)) ? NullLogger.Instance : loggers.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Log providers are the host's to choose.");

    public void Dispose()
    {
    }
}
