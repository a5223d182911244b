using System.Collections.Immutable;
using KernelHost.Organizations;

namespace KernelHost.Models;

/// <summary>The usable models whose names a client may have meant.</summary>
internal static class ModelSuggestions
{
    public static ImmutableArray<string> For(string asked, SetupModels models, ModelRequest request) => NearNames.To(asked, Names(models, request));

    private static IEnumerable<string> Names(SetupModels models, ModelRequest request)
    {
        var usable = models.All.Where(model => model.Unavailable is null && model.Serves(request)).ToList();
        return models.Setup.Models
            .Where(named => usable.Any(model => model.Provider == named.Provider && model.Model == named.Model))
            .Select(named => named.Name)
            .Concat(request.Type == ModelType.Llm ? models.Setup.Routes.Keys : [])
            .Concat(usable.Select(model => model.Model))
            .Concat(usable.Select(model => model.Id));
    }
}
