namespace KernelHost.Plugins;

/// <summary>Why something in the plugins folder is not offered.</summary>
/// <param name="Folder">The plugin's folder, or a file that lies beside the folders; without the path to it.</param>
/// <param name="Reason">What is wrong, for the host's admin.</param>
public sealed record PluginProblem(string Folder, string Reason);
