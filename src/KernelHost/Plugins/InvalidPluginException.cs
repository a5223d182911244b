namespace KernelHost.Plugins;

/// <summary>A plugin class breaks a rule of the host's; it becomes a <see cref="PluginProblem"/>.</summary>
internal sealed class InvalidPluginException(string message) : Exception(message);
