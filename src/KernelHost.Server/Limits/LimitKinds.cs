using Microsoft.AspNetCore.Authorization;

namespace KernelHost.Server.Limits;

/// <summary>By which limits an endpoint's requests are counted.</summary>
internal enum LimitKind
{
    /// <summary><c>Server:AdminRequestsPerMinute</c>, per key: every endpoint that needs a key and says nothing else.</summary>
    Administration,

    /// <summary>The key's own limits and its organisation's.</summary>
    Models,

    /// <summary>Endpoints open to all, and what is no endpoint: they reach nothing that costs.</summary>
    None,
}

internal static class LimitKinds
{
    private static readonly ModelLimits Models = new();
    private static readonly SwitchingLimit Switching = new();

    public static LimitKind Of(Endpoint? endpoint) =>
        endpoint is not RouteEndpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? LimitKind.None
        : endpoint.Metadata.GetMetadata<ModelLimits>() is not null ? LimitKind.Models
        : LimitKind.Administration;

    public static bool IsSwitching(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<SwitchingLimit>() is not null;

    /// <summary>These count by the limits of the key and of its organisation.</summary>
    public static TBuilder LimitAsModels<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(Models);

    /// <summary>These also count as switching a model: <c>Server:SwitchesPerMinute</c>, per organisation.</summary>
    public static TBuilder LimitSwitching<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(Switching);

    private sealed class ModelLimits;

    private sealed class SwitchingLimit;
}
