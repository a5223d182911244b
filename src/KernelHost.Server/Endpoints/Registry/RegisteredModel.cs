using KernelHost.Kernels;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Routing.Health;

namespace KernelHost.Server.Endpoints.Registry;

/// <param name="Name">A named model's own name, else <c>provider/model</c>.</param>
/// <param name="BaseUrl">Where the provider is reached; null for one that is part of the host.</param>
/// <param name="Reason">What is wrong, or was and nobody has looked since; null when nothing is.</param>
/// <param name="CooldownUntil">Until when calls keep away from it; when that is past, the next call will try it.</param>
/// <param name="Cost">Per million tokens; null when the config does not tell.</param>
/// <param name="ContextWindow">In tokens; null when neither the config nor the name tells.</param>
internal sealed record RegisteredModel(
    string Name, string Provider, string Model, string Type, string? BaseUrl, string Status, string? Reason, DateTime? CooldownUntil, string? Description, ModelCost? Cost,
    int? ContextWindow, IReadOnlyList<string> ServiceIds)
{
    public static IEnumerable<RegisteredModel> AllOf(SetupSnapshot setup, ModelRecords records)
    {
        var ids = ModelListing.Of(setup.Models, null).GroupBy(model => model.Id).ToDictionary(group => group.Key, group => group.Last().ServiceIds);
        return
        [
            .. setup.Setup.Models.Select(named => Of(setup, named.Name, named.Provider, named.Model, ModelFacts.Of(setup.Setup, named), [named.Name], records)),
            .. setup.Models.All.Select(model => Of(setup, model.Id, model.Provider, model.Model, ModelFacts.Of(setup.Setup, model.Provider, model.Model), ids[model.Id], records)),
        ];
    }

    /// <summary>Null when it is inside the host.</summary>
    public static string? BaseUrlOf(Setup setup, string provider) => setup.Providers.Find(provider) is { } settings
        ? settings.BaseUrl ?? (ProviderKinds.Of(provider, settings) is { Name: not ProviderKinds.Embedded } kind ? kind.DefaultBaseUrl : null)
        : null;

    private static RegisteredModel Of(
        SetupSnapshot setup, string name, string provider, string model, ModelFacts facts, IReadOnlyList<string> serviceIds, ModelRecords records)
    {
        var state = ModelState.Of(setup, provider, model, records);
        var type = setup.Models.Find(new(provider, model))?.Type ?? WellKnownModels.TypeOf(model);
        return new(name, provider, model, type.Wire(), BaseUrlOf(setup.Setup, provider), state.Status, state.Reason, state.Until?.UtcDateTime, facts.Description, facts.Cost,
            facts.ContextWindow, serviceIds);
    }
}
