using System.Text.Json.Nodes;
using KernelHost.Security;

namespace KernelHost.Events;

/// <summary>Somebody gave a role another model.</summary>
/// <param name="From"><c>provider/model</c>; null when nothing had the role.</param>
/// <param name="Persisted">False = until the host ends.</param>
public sealed record ModelSwitched(string Organization, string Setup, string Role, string? From, string To, bool Persisted, Actor By) : HostEvent(Organization, Setup)
{
    public override string Kind => EventKinds.ModelSwitched;

    public override string Subject => Role;

    public override Actor? Actor => By;

    public override string Summary => $"{To} has the role {Role} after {From ?? "nothing"}{(Persisted ? "" : ", until the host ends")}";

    internal override EventTopic? Topic => null;

    public override JsonObject Data() => new() { ["setup"] = Setup, ["role"] = Role, ["previous_model"] = From, ["current_model"] = To, ["persisted"] = Persisted };
}

/// <summary>A switch that was not stored has ended: the config has the say again.</summary>
/// <param name="To">What the config names for the role; null when it names nothing.</param>
public sealed record OverrideEnded(string Organization, string Setup, string Role, string From, string? To) : HostEvent(Organization, Setup)
{
    public override string Kind => EventKinds.OverrideEnded;

    public override string Subject => Role;

    public override string Summary => $"the override of the role {Role} by {From} has ended; the config names {To ?? "nothing"}";

    internal override EventTopic? Topic => null;

    public override JsonObject Data() => new() { ["setup"] = Setup, ["role"] = Role, ["previous_model"] = From, ["current_model"] = To };
}
