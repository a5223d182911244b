using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace KernelHost.Events;

/// <summary>Calls keep away from a model, or from every model of a provider.</summary>
/// <param name="Model">Null = all of the provider's.</param>
/// <param name="Reason">The failure class.</param>
/// <param name="Message">What its server said, scrubbed.</param>
/// <param name="Until">When one call will try it again.</param>
public sealed record ModelCooledDown(string Organization, string Setup, string Provider, string? Model, string Reason, string Message, DateTimeOffset Until) : HostEvent(Organization, Setup)
{
    public override string Kind => EventKinds.ModelCooledDown;

    public override string Subject => Model is null ? Provider : $"{Provider}/{Model}";

    public override LogLevel Level => LogLevel.Warning;

    public override string Summary => $"calls keep away from {Subject} until {Until.UtcDateTime:O} ({Reason})";

    internal override EventTopic? Topic => new(Kind, Setup, Subject, Reason);

    public override JsonObject Data() => new()
    {
        ["setup"] = Setup,
        ["provider"] = Provider,
        ["model"] = Model,
        ["reason"] = Reason,
        ["message"] = Message,
        ["until"] = Until.UtcDateTime,
    };
}

/// <summary>A model that calls kept away from has answered, or somebody has at the provider that they kept away from.</summary>
/// <param name="Model">Null = all of the provider's.</param>
public sealed record ModelReturned(string Organization, string Setup, string Provider, string? Model) : HostEvent(Organization, Setup)
{
    public override string Kind => EventKinds.ModelReturned;

    public override string Subject => Model is null ? Provider : $"{Provider}/{Model}";

    public override string Summary => $"{Subject} answers again";

    internal override EventTopic? Topic => new(Kind, Setup, Subject);

    public override JsonObject Data() => new() { ["setup"] = Setup, ["provider"] = Provider, ["model"] = Model };
}

/// <summary>A provider's server refuses its key: somebody has to act.</summary>
/// <param name="Message">What its server said, scrubbed.</param>
public sealed record KeyRefused(string Organization, string Setup, string Provider, string Message) : HostEvent(Organization, Setup)
{
    public override string Kind => EventKinds.KeyRefused;

    public override string Subject => Provider;

    public override LogLevel Level => LogLevel.Warning;

    public override string Summary => $"the server of {Provider} refuses its key";

    internal override EventTopic? Topic => new(Kind, Setup, Subject);

    public override JsonObject Data() => new() { ["setup"] = Setup, ["provider"] = Provider, ["message"] = Message };
}

/// <summary>Another model answered than the one that the call should have gone to, because that one failed or is left alone for a while.</summary>
/// <param name="From"><c>provider/model</c> that the call should have gone to, as is <paramref name="To"/> which answered.</param>
/// <param name="Rehearsed">The failure was played because the client asked for it.</param>
public sealed record FallbackUsed(string Organization, string Setup, string From, string To, string Reason, bool Rehearsed) : HostEvent(Organization, Setup)
{
    public override string Kind => EventKinds.FallbackUsed;

    public override string Subject => From;

    public override string Summary => $"{To} answers for {From} ({Reason}{(Rehearsed ? ", rehearsed" : "")})";

    internal override EventTopic? Topic => new(Kind, Setup, From, Reason, To, Rehearsed);

    public override JsonObject Data() => new() { ["setup"] = Setup, ["from"] = From, ["to"] = To, ["reason"] = Reason, ["rehearsed"] = Rehearsed };
}
