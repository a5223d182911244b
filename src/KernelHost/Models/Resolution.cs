using System.Collections.Immutable;

namespace KernelHost.Models;

/// <summary>What the resolver decided: a route, or why there is none.</summary>
public abstract record Resolution
{
    private Resolution()
    {
    }

    public sealed record Found(Route Route) : Resolution;

    public sealed record NotFound(ResolutionError Error) : Resolution;

    /// <exception cref="ModelResolutionException">There is no route.</exception>
    public Route Require() => this switch
    {
        Found found => found.Route,
        NotFound missing => throw new ModelResolutionException(missing.Error),
        _ => throw new InvalidOperationException("A resolution is found or not found."),
    };
}

/// <param name="Code">One of the constants.</param>
/// <param name="Suggestions">Names the client may have meant, best first.</param>
public sealed record ResolutionError(string Code, string Message, ImmutableArray<string> Suggestions)
{
    public const string ModelNotFound = "model_not_found";
    public const string ModelTypeMismatch = "model_type_mismatch";
    public const string ModelUnavailable = "model_unavailable";
    public const string ModelNotAllowed = "model_not_allowed";
    public const string SmallFastNotConfigured = "small_fast_not_configured";
    public const string EndpointNotSupported = "endpoint_not_supported";
    public const string NoModelAvailable = "no_model_available";
}

/// <summary>A call could not be given a route. <see cref="ModelCallException.Reason"/> is the error's code.</summary>
public sealed class ModelResolutionException(ResolutionError error) : ModelCallException(error.Message, error.Code)
{
    public ResolutionError Error { get; } = error;
}
