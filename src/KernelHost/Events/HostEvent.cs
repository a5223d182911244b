using System.Text.Json.Nodes;
using KernelHost.Security;
using Microsoft.Extensions.Logging;

namespace KernelHost.Events;

/// <summary>Something that happened to an organisation's models while calls ran. Immutable; holds no secret and nothing that a client wrote.</summary>
public abstract record HostEvent(string Organization, string Setup)
{
    /// <summary>As the API and the log name it: one of <see cref="EventKinds"/>.</summary>
    public abstract string Kind { get; }

    /// <summary>What it happened to: <c>provider/model</c>, a provider, or a role.</summary>
    public abstract string Subject { get; }

    /// <summary>Who did it; null = the host itself.</summary>
    public virtual Actor? Actor => null;

    /// <summary>How loud the log says it.</summary>
    public virtual LogLevel Level => LogLevel.Information;

    /// <summary>A few words for the log, without what a model's server said.</summary>
    public abstract string Summary { get; }

    /// <summary>Whether the same may happen again and again.</summary>
    public bool Repeats => Topic is not null;

    /// <summary>Two of the same topic soon after each other are the same thing happening again; null = each is one of its own.</summary>
    internal abstract EventTopic? Topic { get; }

    /// <summary>What is special about it, as the API shows it.</summary>
    public abstract JsonObject Data();
}

/// <summary>What makes two events of an organisation the same.</summary>
internal readonly record struct EventTopic(string Kind, string Setup, string Subject, string? Reason = null, string? To = null, bool Rehearsed = false);

public static class EventKinds
{
    public const string FallbackUsed = "fallback.used";
    public const string ModelCooledDown = "model.cooled_down";
    public const string ModelReturned = "model.returned";
    public const string ModelSwitched = "model.switched";
    public const string OverrideEnded = "model.override_ended";
    public const string KeyRefused = "key.refused";
    public const string PluginLoaded = "plugin.loaded";
    public const string PluginRejected = "plugin.rejected";
    public const string PluginUnloaded = "plugin.unloaded";

    public static IReadOnlyList<string> All { get; } = [FallbackUsed, ModelCooledDown, ModelReturned, ModelSwitched, OverrideEnded, KeyRefused, PluginLoaded, PluginRejected, PluginUnloaded];
}
