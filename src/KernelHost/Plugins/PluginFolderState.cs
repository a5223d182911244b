namespace KernelHost.Plugins;

/// <summary>How a folder of the plugins folder stands, for those who look after the host.</summary>
/// <param name="LoadedAt">When the version that serves was loaded.</param>
/// <param name="IsOutdated">Its newer state cannot be used, and an older one serves.</param>
/// <param name="Reason">What is wrong with the newer state; null when nothing is.</param>
public sealed record PluginFolderState(DateTimeOffset LoadedAt, bool IsOutdated, string? Reason);
