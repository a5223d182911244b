namespace KernelHost;

/// <summary>
/// A plugin function could not do its work, and says why. The message is shown to the caller as it is, so it must hold nothing secret;
/// any other exception of a plugin reaches the caller as "the plugin failed" only. Not for bad arguments: see <see cref="PluginArgumentException"/>.
/// </summary>
/// <param name="message">What went wrong, for the caller.</param>
/// <param name="innerException">The failure underneath, for the log only.</param>
public class PluginException(string message, Exception? innerException = null) : Exception(message, innerException);
