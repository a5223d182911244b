using System.Collections.Immutable;

namespace KernelHost.Organizations;

/// <summary>Puts right what refers to models that are not there (contract, section 2): provider exists → is enabled → has the model. Pure.</summary>
internal static class ModelCorrections
{
    public static (OrgConfig Config, ImmutableArray<ConfigProblem> Warnings) Apply(OrgConfig config)
    {
        var warnings = ImmutableArray.CreateBuilder<ConfigProblem>();
        var setups = config.Setups.ToImmutableDictionary(pair => pair.Key, pair => Apply(JsonPath.Member("$.setups", pair.Key), pair.Value, warnings));
        if (config.Setups.IsEmpty)
        {
            warnings.Add(new("$.setups", "no_setups", "There is no setup, so no call can be served: add one, such as \"default\", with its providers."));
        }
        else if (config.FindSetup() is null)
        {
            warnings.Add(new("$.setups", "no_default_setup", "No setup is the default: mark one with \"is_default\": true, or call one \"default\"."));
        }

        return (config with { Setups = setups }, warnings.ToImmutable());
    }

    private static Setup Apply(string path, Setup setup, ImmutableArray<ConfigProblem>.Builder warnings)
    {
        warnings.AddRange(References(path, setup).Where(item => Fault(setup, item.Model) is not null)
            .Select(item => new ConfigProblem(item.Path, Fault(setup, item.Model) ?? "", $"\"{item.Model}\" is not available and is passed over.")));
        warnings.AddRange(RoutePolicyRules.Warnings(path, setup));
        return setup with
        {
            GlobalDefaultModel = Correct($"{path}.global_default_model", setup.GlobalDefaultModel, setup, warnings),
            SmallFastModel = Correct($"{path}.small_fast_model", setup.SmallFastModel, setup, warnings),
        };
    }

    private static ModelReference? Correct(string path, ModelReference? wanted, Setup setup, ImmutableArray<ConfigProblem>.Builder warnings)
    {
        if (wanted is null or { IsEmpty: true } || Fault(setup, wanted) is not { } fault)
        {
            return wanted;
        }

        var effective = setup.Providers.Find(wanted.Provider) is { Enabled: true } provider && FirstForText(provider) is { } first
            ? new ModelReference(wanted.Provider, first.Id)
            : ModelReference.Empty;
        var outcome = effective.IsEmpty ? "so it was cleared" : $"so it was corrected to \"{effective}\"";
        warnings.Add(new(path, fault, $"\"{wanted}\" is not available ({Describe(fault)}), {outcome}."));
        return effective;
    }

    /// <summary>Null when the model is there.</summary>
    private static string? Fault(Setup setup, ModelReference model) => setup.Providers.Find(model.Provider) switch
    {
        null => "provider_not_found",
        { Enabled: false } => "provider_disabled",
        var provider when provider.Models.All(entry => entry.Id != model.Model) => "model_not_enabled",
        _ => null,
    };

    private static string Describe(string fault) => fault switch
    {
        "provider_not_found" => "there is no such provider",
        "provider_disabled" => "the provider is disabled",
        _ => "the provider does not have the model enabled",
    };

    // A model that says it makes vectors or sound cannot be anybody's default for text.
    private static ModelEntry? FirstForText(ProviderSettings provider) =>
        provider.Models.FirstOrDefault(entry => entry.Type is null or ModelType.Unknown or ModelType.Llm);

    /// <summary>What else names models; the resolver passes over those that are not there, so they stay as written.</summary>
    private static IEnumerable<(string Path, ModelReference Model)> References(string path, Setup setup) =>
    [
        .. setup.DefaultModelsByType.Where(pair => !pair.Value.IsEmpty).OrderBy(pair => pair.Key)
            .Select(pair => ($"{path}.default_models_by_type.{pair.Key.ToString().ToUpperInvariant()}", pair.Value)),
        .. setup.Fallback.Models.Select((model, index) => ($"{path}.fallback.models[{index}]", model)),
        .. setup.Models.Select((model, index) => ($"{path}.models[{index}].model", new ModelReference(model.Provider, model.Model))),
        .. setup.Providers.Where(pair => pair.Value is { Enabled: true, DefaultModel.Length: > 0 })
            .Select(pair => ($"{JsonPath.Member(path + ".providers", pair.Key)}.default_model", new ModelReference(pair.Key, pair.Value.DefaultModel ?? ""))),
        .. from route in setup.Routes.OrderBy(pair => pair.Key, StringComparer.Ordinal)
           from target in RouteTargets.Of(JsonPath.Member($"{path}.routes", route.Key), route.Value)
           let model = RouteTargets.Direct(setup, target.Target)
           where model is not null
           select (target.Path, model),
    ];
}
