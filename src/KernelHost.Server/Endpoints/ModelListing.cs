using System.Collections.Frozen;
using KernelHost.Assistants;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Server.Wire;

namespace KernelHost.Server.Endpoints;

/// <summary>The default routes, the config's routes, the named models and every <c>provider/model</c> of a setup, in this order, as far as a key may use them.</summary>
internal static class ModelListing
{
    public static IEnumerable<OfferedModel> Of(SetupModels models, FrozenSet<string>? allowed)
    {
        var routes = Routes(models, allowed).ToArray();
        return [.. routes.Select(route => route.Listed), .. ByRules(models, allowed), .. Named(models, allowed), .. Direct(models, allowed, routes)];
    }

    public static IEnumerable<OfferedModel> OfAssistants(SetupModels models, IEnumerable<Assistant> assistants) =>
        from assistant in assistants
        let candidate = ModelResolver.Resolve(models, new() { Model = assistant.Model }) is Resolution.Found { Route.First: var first } ? first : null
        select new OfferedModel(Assistant.Prefix + assistant.Slug, ModelType.Llm, candidate?.Provider, candidate is not null, []);

    private static IEnumerable<DefaultRoute> Routes(SetupModels models, FrozenSet<string>? allowed)
    {
        foreach (var id in (string[])[ServiceIds.Default, ServiceIds.SmallFast])
        {
            var candidate = ModelResolver.Resolve(models, new() { Model = id, Allowed = allowed }) is Resolution.Found { Route.First: var first } ? first : null;
            if (candidate is not null || allowed is null || allowed.Contains(id))
                yield return new(id, candidate);
        }
    }

    private static IEnumerable<OfferedModel> ByRules(SetupModels models, FrozenSet<string>? allowed) =>
        from name in models.Setup.Routes.Keys.Order(StringComparer.Ordinal)
        where allowed is null || allowed.Contains(name)
        let available = ModelResolver.Resolve(models, new() { Model = name, Allowed = allowed }) is Resolution.Found
        select new OfferedModel(name, ModelType.Llm, null, available, []);   // which provider answers is not known before there is a request

    private static IEnumerable<OfferedModel> Named(SetupModels models, FrozenSet<string>? allowed) =>
        from named in models.Setup.Models
        where named.Name != ServiceIds.Default   // the default route is listed already, and is this model
        where allowed is null || allowed.Contains(named.Name) || IsAllowed(named.Provider, named.Model, allowed)
        let model = models.Find(new(named.Provider, named.Model))
        select new OfferedModel(named.Name, model?.Type ?? WellKnownModels.TypeOf(named.Model), named.Provider, model is { Unavailable: null }, [named.Name]);

    private static IEnumerable<OfferedModel> Direct(SetupModels models, FrozenSet<string>? allowed, DefaultRoute[] routes) =>
        from model in models.All
        where allowed is null || IsAllowed(model.Provider, model.Model, allowed)
        let defaults = routes.Where(route => route.Candidate?.Id == model.Id).Select(route => route.Id)
        let names = models.Setup.Models.Where(named => named.Provider == model.Provider && named.Model == model.Model).Select(named => named.Name)
        select new OfferedModel(model.Id, model.Type, model.Provider, model.Unavailable is null, [.. defaults.Union(names), model.Id]);

    private static bool IsAllowed(string provider, string model, FrozenSet<string> allowed) => allowed.Contains($"{provider}/{model}") || allowed.Contains(model);

    private sealed record DefaultRoute(string Id, Candidate? Candidate)
    {
        public OfferedModel Listed => new(Id, Candidate?.Type ?? ModelType.Llm, Candidate?.Provider, Candidate is not null, [Id]);
    }
}
