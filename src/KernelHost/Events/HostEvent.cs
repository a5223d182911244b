namespace KernelHost.Events;

/// <summary>Something that happened to an organisation's models while calls ran.</summary>
public abstract record HostEvent(string Organization, string Setup)
{
    /// <summary>As the API and the log name it.</summary>
    public abstract string Kind { get; }
}

/// <summary>Calls keep away from a model, or from every model of a provider.</summary>
/// <param name="Model">Null = all of the provider's.</param>
/// <param name="Reason">The failure class.</param>
/// <param name="Until">When one call will try it again.</param>
public sealed record ModelCooledDown(string Organization, string Setup, string Provider, string? Model, string Reason, string Message, DateTimeOffset Until) : HostEvent(Organization, Setup)
{
    public override string Kind => "model.cooled_down";
}

/// <summary>A model that calls kept away from has answered.</summary>
public sealed record ModelReturned(string Organization, string Setup, string Provider, string Model) : HostEvent(Organization, Setup)
{
    public override string Kind => "model.returned";
}

/// <summary>A provider's server refuses its key: somebody has to act.</summary>
public sealed record KeyRefused(string Organization, string Setup, string Provider, string Message) : HostEvent(Organization, Setup)
{
    public override string Kind => "key.refused";
}

/// <summary>Another model answered than the one that was asked for.</summary>
/// <param name="Requested">What the client wrote.</param>
/// <param name="From"><c>provider/model</c> that the call should have gone to, as is <paramref name="To"/> which answered.</param>
public sealed record FallbackUsed(string Organization, string Setup, string? Requested, string From, string To, string Reason) : HostEvent(Organization, Setup)
{
    public override string Kind => "fallback.used";
}

/// <summary>A role has another model.</summary>
/// <param name="Persisted">False = until the host ends.</param>
public sealed record ModelSwitched(string Organization, string Setup, string Role, string? From, string To, bool Persisted) : HostEvent(Organization, Setup)
{
    public override string Kind => "model.switched";
}
