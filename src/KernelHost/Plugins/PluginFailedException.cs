namespace KernelHost.Plugins;

/// <summary>A plugin's function threw. The message is fit for callers; what the plugin really threw is inside, for the log.</summary>
public class PluginFailedException(string plugin, string function, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    public string Plugin { get; } = plugin;

    public string Function { get; } = function;
}

/// <summary>A plugin's function took longer than <see cref="PluginsOptions.Timeout"/>.</summary>
public sealed class PluginTimeoutException(string plugin, string function, TimeSpan limit, Exception? innerException = null)
    : PluginFailedException(plugin, function, $"The function '{plugin}.{function}' did not finish within {limit.TotalSeconds:0.###} s.", innerException);

/// <summary>As many calls of a plugin as may run at once do.</summary>
public sealed class PluginBusyException(string plugin, int most) : Exception($"{most} calls of the plugin '{plugin}' run already, as many as may at once. Try again in a moment.");
