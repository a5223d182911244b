namespace KernelHost.Plugins;

/// <summary>A plugin class breaks a rule of the host's; the host skips it and says why.</summary>
internal sealed class InvalidPluginException(string message) : Exception(message);
