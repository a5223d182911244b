namespace KernelHost.Plugins;

/// <summary>Why something in the plugins folder is not offered.</summary>
/// <param name="Folder">The plugin's folder, without the path to it.</param>
/// <param name="Reason">What is wrong, for the host's admin.</param>
public sealed record PluginProblem(string Folder, string Reason);
