using System.Collections.Frozen;
using KernelHost.Models.Rules;
using KernelHost.Organizations;

namespace KernelHost.Models;

/// <summary>Which hierarchy of the contract's section 3 a call starts in.</summary>
public enum ModelPurpose
{
    Completion,
    SmallFast,
}

/// <summary>What a caller asked for, before anything is decided.</summary>
public sealed record ModelRequest
{
    /// <summary>What the client wrote in <c>model</c>: null, empty, <c>default</c>, <c>small-fast</c>, a route, a named model, <c>provider/model</c> or a bare model id.</summary>
    public string? Model { get; init; }

    /// <summary>The type the endpoint serves.</summary>
    public ModelType Type { get; init; } = ModelType.Llm;

    /// <summary>The one endpoint it came to, which the answering model's server must have.</summary>
    public ModelEndpoints Endpoint
    {
        get => field == ModelEndpoints.None ? Type.Endpoint() : field;
        init;
    }

    public ModelPurpose Purpose { get; init; } = ModelPurpose.Completion;

    /// <summary>OpenAI-style <c>metadata.task</c>; one of <see cref="AuxiliaryTasks"/> sends the call down the small-fast route.</summary>
    public string? Task { get; init; }

    /// <summary>The client refuses any other model than the one it names (<c>x-kernelhost-fallback: none</c>).</summary>
    public bool Exact { get; init; }

    /// <summary>What the request is like, for the rules of a route (<see cref="SetupModels.IsRoute"/>); null = nobody looked.</summary>
    public RequestSignals? Signals { get; init; }

    /// <summary>What the caller's key may use: <c>provider/model</c>, named models, routes, <c>default</c>, <c>small-fast</c>; null = everything.</summary>
    public FrozenSet<string>? Allowed { get; init; }

    /// <summary>What the key may use beside that, because a route that it may use leads there.</summary>
    internal string? Granted { get; init; }
}
