using KernelHost.Organizations;

namespace KernelHost.Models;

/// <summary>What the words in a request mean in this setup, before asking whether it can be served.</summary>
/// <param name="Name">The explicit name the client wrote; null when it left the choice to a default.</param>
/// <param name="Match">The model that name stands for; null when there is none.</param>
/// <param name="AskedProvider">The enabled provider the client named, if it named one.</param>
internal sealed record ModelChoice(ModelPurpose Purpose, string? Name, SetupModel? Match, NamedModel? Named, string? AskedProvider)
{
    /// <summary>The order of matching is the contract's: default, small-fast, named model, provider/model, bare model id.</summary>
    public static ModelChoice Of(SetupModels models, ModelRequest request)
    {
        var name = request.Model is null or "" or ServiceIds.Default or ServiceIds.SmallFast ? null : request.Model;
        var auxiliary = request.Purpose == ModelPurpose.SmallFast
            || request.Model == ServiceIds.SmallFast
            || (AuxiliaryTasks.Contains(request.Task) && !(request.Exact && name is not null));
        if (auxiliary || name is null)
        {
            return new(auxiliary ? ModelPurpose.SmallFast : ModelPurpose.Completion, null, null, null, null);
        }

        if (models.FindNamed(name) is { } named)
        {
            var reference = new ModelReference(named.Provider, named.Model);
            return new(ModelPurpose.Completion, name, models.Find(reference) ?? Missing(models, reference), named, Enabled(models, named.Provider));
        }

        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var provider = slash > 0 ? Enabled(models, name[..slash]) : null;
        return new(ModelPurpose.Completion, name, models.FindById(name) ?? FirstOf(models, name, request), null, provider);
    }

    /// <summary>A bare id belongs to the first provider that can serve it; if none can, to the first that has it.</summary>
    private static SetupModel? FirstOf(SetupModels models, string id, ModelRequest request)
    {
        var holders = models.FindByModel(id);
        return holders.FirstOrDefault(model => model.Unavailable is null && model.Serves(request))
            ?? holders.FirstOrDefault(model => model.Unavailable is null)
            ?? (holders.Length > 0 ? holders[0] : null);
    }

    /// <summary>A named model is known even when its provider does not list its model: it is unavailable, not unknown.</summary>
    private static SetupModel Missing(SetupModels models, ModelReference reference) =>
        new(reference.Provider, reference.Model, WellKnownModels.TypeOf(reference.Model), models.WhyMissing(reference), EmbeddingDimensions.Of(reference.Model));

    private static string? Enabled(SetupModels models, string provider) =>
        models.Setup.Providers.Find(provider) is { Enabled: true } ? provider : null;
}
