using KernelHost.Models.Rules;
using KernelHost.Organizations;

namespace KernelHost.Models;

/// <summary>
/// Turns what a client wrote into a route (contract, section 3). Pure and synchronous: the same setup and request give the same answer, no I/O.
/// <list type="bullet">
/// <item>Completion: explicit model → <c>global_default_model</c> → provider's <c>default_model</c> → first available model.</item>
/// <item>A route of the config (<see cref="ByRoute"/>) stands for what its rules lead to.</item>
/// <item>Small-fast: <c>small_fast_model</c> → <c>global_default_model</c> → provider's <c>default_model</c> → first available model.</item>
/// </list>
/// <c>default_models_by_type</c> stands before the global default for types other than LLM, behind it for LLM; for those other types a model of
/// exactly that type comes before one of unknown type. The first usable model leads the route; behind it stand, as far as they can serve,
/// <c>fallback.models</c> and then the remaining configured defaults. The first available model leads or is absent: nobody chose it as a stand-in.
/// </summary>
public static class ModelResolver
{
    /// <param name="steps">Collects every step tried, in order; null (the request path) records nothing.</param>
    public static Resolution Resolve(SetupModels models, ModelRequest request, ICollection<ResolutionStep>? steps = null)
    {
        var choice = ModelChoice.Of(models, request);
        return ByRoute.RouteFor(models, request, choice) is not { } route ? Resolve(models, request, choice, steps)
            : ByRoute.Refusal(models, request, route, steps) is { } refusal ? new Resolution.NotFound(refusal)
            : ByRoute.Resolve(models, request, route, steps);
    }

    /// <summary>Where the rules of a route send the request; null when no route decides it, or none that its key may use.</summary>
    internal static RouteTaken? Taken(SetupModels models, ModelRequest request) =>
        ByRoute.RouteFor(models, request, ModelChoice.Of(models, request)) is { } route && ByRoute.Refusal(models, request, route, null) is null ? route.Choose(request.Signals) : null;

    /// <summary>Without a look at the config's routes.</summary>
    internal static Resolution Resolve(SetupModels models, ModelRequest request, ModelChoice choice, ICollection<ResolutionStep>? steps)
    {
        var route = new RouteBuilder(models, request, choice, steps);
        return TryExplicit(route, choice) is { } refusal ? new Resolution.NotFound(refusal) : WalkHierarchy(route, choice);
    }

    private static ResolutionError? TryExplicit(RouteBuilder route, ModelChoice choice)
    {
        if (choice.Name is null)
        {
            return null;
        }

        route.ProposeExplicit(choice);
        return route.IsEmpty ? route.RefusalOfExplicit() : null;
    }

    private static Resolution WalkHierarchy(RouteBuilder route, ModelChoice choice)
    {
        if (choice.Purpose == ModelPurpose.SmallFast)
        {
            route.ProposeConfigured(ResolutionSteps.SmallFastModel, route.Models.SmallFast, ServiceIds.SmallFast);
        }

        if (route.Type != ModelType.Llm)
        {
            route.ExactTypeOnly = true;
            ProposeDefaults(route, choice);
            route.ExactTypeOnly = false;
        }

        if (route.Type == ModelType.Llm || route.IsEmpty)
        {
            ProposeDefaults(route, choice);
        }

        return route.Build(choice.Purpose);
    }

    private static void ProposeDefaults(RouteBuilder route, ModelChoice choice)
    {
        var byType = route.Models.Setup.DefaultModelsByType.GetValueOrDefault(route.Type);
        if (byType is not null && route.Type != ModelType.Llm)
        {
            route.ProposeConfigured(ResolutionSteps.DefaultModelByType, byType, ServiceIds.Default);
        }

        route.ProposeConfigured(ResolutionSteps.GlobalDefaultModel, route.Models.GlobalDefault, ServiceIds.Default);
        if (byType is not null && route.Type == ModelType.Llm)
        {
            route.ProposeConfigured(ResolutionSteps.DefaultModelByType, byType, ServiceIds.Default);
        }

        route.ProposeConfigured(ResolutionSteps.ProviderDefaultModel, ProviderDefault(route.Models.Setup, choice.AskedProvider), ServiceIds.Default);
        route.ProposeFirstAvailable();
    }

    private static ModelReference? ProviderDefault(Setup setup, string? askedProvider)
    {
        foreach (var (name, settings) in setup.Providers)
        {
            if (askedProvider is null ? settings.Enabled : name == askedProvider)
            {
                return settings.DefaultModel is { Length: > 0 } model ? new(name, model) : null;
            }
        }

        return null;
    }
}
