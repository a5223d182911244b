using KernelHost.Organizations;

namespace KernelHost.Models.Rules;

/// <summary>
/// The resolver's part for requests whose model a route of the config chooses. The route's rules give a target, and the target is resolved as if the client had written
/// it, with the usual stand-ins. A key that may use the route may use what it leads to. Pure.
/// </summary>
internal static class ByRoute
{
    /// <summary>Null when the request is none that a route decides: auxiliary ones are not, nor those that name no model and that nobody looked at.</summary>
    public static CompiledRoute? RouteFor(SetupModels models, ModelRequest request, ModelChoice choice) =>
        choice.Purpose == ModelPurpose.Completion && request.Type == ModelType.Llm
        && models.FindRoute(request.Model) is { } route
        && (IsNamed(route, request) || (request.Signals is not null && IsAllowed(route, request)))
            ? route
            : null;

    /// <summary>The error for a key that may not use the route it names.</summary>
    public static ResolutionError? Refusal(SetupModels models, ModelRequest request, CompiledRoute route, ICollection<ResolutionStep>? steps)
    {
        if (IsAllowed(route, request))
        {
            return null;
        }

        steps?.Add(new(ResolutionSteps.RouteRule, route.Name, ResolutionStep.Rejected, Obstacle.NotAllowed.Why));
        return Obstacle.NotAllowed.Refuse(route.Name, models, request);
    }

    public static Resolution Resolve(SetupModels models, ModelRequest request, CompiledRoute route, ICollection<ResolutionStep>? steps)
    {
        var taken = route.Choose(request.Signals, steps);
        var target = request with { Model = taken.Target, Granted = taken.Target, Task = null };
        var resolution = ModelResolver.Resolve(models, target, ModelChoice.Of(models, target), steps);
        return resolution is Resolution.Found { Route: var found } ? new Resolution.Found(found with { Requested = request.Model, Taken = taken }) : resolution;
    }

    private static bool IsNamed(CompiledRoute route, ModelRequest request) => request.Model == route.Name;

    private static bool IsAllowed(CompiledRoute route, ModelRequest request) => request.Allowed is not { } allowed
        || allowed.Contains(route.Name) || (!IsNamed(route, request) && allowed.Contains(ServiceIds.Default));
}
