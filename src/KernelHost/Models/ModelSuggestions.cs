using System.Collections.Immutable;
using KernelHost.Organizations;

namespace KernelHost.Models;

/// <summary>The usable models whose names a client may have meant.</summary>
internal static class ModelSuggestions
{
    public static ImmutableArray<string> For(string asked, SetupModels models, ModelType type) => NearNames.To(asked, Names(models, type));

    private static IEnumerable<string> Names(SetupModels models, ModelType type)
    {
        var usable = models.All.Where(model => model.Unavailable is null && model.Fits(type)).ToList();
        return models.Setup.Models
            .Where(named => usable.Any(model => model.Provider == named.Provider && model.Model == named.Model))
            .Select(named => named.Name)
            .Concat(usable.Select(model => model.Model))
            .Concat(usable.Select(model => model.Id));
    }
}
