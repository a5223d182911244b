using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace KernelHost.Events;

/// <summary>A plugin came into the host, or a new version of one. Plugins are the host's, so this and the others are the system organisation's events.</summary>
public sealed record PluginWasLoaded(string Plugin, string Version) : HostEvent(PluginEvent.Organization, PluginEvent.Setup)
{
    public override string Kind => EventKinds.PluginLoaded;

    public override string Subject => Plugin;

    public override string Summary => $"{Plugin} {Version} serves";

    internal override EventTopic? Topic => null;

    public override JsonObject Data() => new() { ["plugin"] = Plugin, ["version"] = Version };
}

/// <summary>What is in a folder cannot be used; a version of it that served before still does.</summary>
/// <param name="Reason">What is wrong, for the host's admin.</param>
public sealed record PluginRejected(string Folder, string Reason) : HostEvent(PluginEvent.Organization, PluginEvent.Setup)
{
    public override string Kind => EventKinds.PluginRejected;

    public override string Subject => Folder;

    public override LogLevel Level => LogLevel.Warning;

    public override string Summary => $"what is in {Folder} is not taken: {Reason}";

    internal override EventTopic? Topic => null;

    public override JsonObject Data() => new() { ["folder"] = Folder, ["reason"] = Reason };
}

/// <summary>A plugin is no longer offered; calls that run finish.</summary>
public sealed record PluginUnloaded(string Plugin, string Version) : HostEvent(PluginEvent.Organization, PluginEvent.Setup)
{
    public override string Kind => EventKinds.PluginUnloaded;

    public override string Subject => Plugin;

    public override string Summary => $"{Plugin} {Version} is gone";

    internal override EventTopic? Topic => null;

    public override JsonObject Data() => new() { ["plugin"] = Plugin, ["version"] = Version };
}

file static class PluginEvent
{
    public const string Organization = "system";
    public const string Setup = "default";
}
