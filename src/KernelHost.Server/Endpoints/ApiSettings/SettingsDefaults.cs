using System.Collections.Immutable;
using KernelHost.Organizations;

namespace KernelHost.Server.Endpoints.ApiSettings;

/// <summary>
/// What LAMB puts right when models are selected: a provider's default model that is not selected becomes the first selected one, or none,
/// and so does the model of new assistants. Pure.
/// </summary>
internal static class SettingsDefaults
{
    public static (OrgConfig Config, ImmutableArray<ConfigProblem> Warnings) Correct(OrgConfig config, string name, IEnumerable<string> providers)
    {
        var warnings = ImmutableArray.CreateBuilder<ConfigProblem>();
        foreach (var provider in providers)
        {
            config = Correct(config, name, provider, warnings);
        }

        return (config, warnings.ToImmutable());
    }

    private static OrgConfig Correct(OrgConfig config, string name, string provider, ImmutableArray<ConfigProblem>.Builder warnings)
    {
        var setup = config.Setups[name];
        if (setup.Providers.Find(provider) is { DefaultModel: { Length: > 0 } chosen } settings && !Has(settings, chosen))
        {
            var first = First(settings);
            warnings.Add(Corrected($"{JsonPath.Member($"{JsonPath.Member("$.setups", name)}.providers", provider)}.default_model", chosen, first));
            setup = setup with { Providers = setup.Providers.With(provider, settings with { DefaultModel = first }) };
            config = config with { Setups = config.Setups.SetItem(name, setup) };
        }

        return CorrectAssistants(config, setup.Providers.Find(provider), provider, warnings);
    }

    private static OrgConfig CorrectAssistants(OrgConfig config, ProviderSettings? settings, string provider, ImmutableArray<ConfigProblem>.Builder warnings)
    {
        if (settings is null || config.AssistantDefaults is not { Llm: { Length: > 0 } llm } defaults || defaults.Connector != provider || Has(settings, llm))
        {
            return config;
        }

        var first = First(settings);
        warnings.Add(Corrected("$.assistant_defaults.llm", llm, first));
        return config with { AssistantDefaults = defaults with { Llm = first ?? "" } };
    }

    private static bool Has(ProviderSettings settings, string model) => settings.Models.Any(entry => entry.Id == model);

    private static string? First(ProviderSettings settings) => settings.Models is [var first, ..] ? first.Id : null;

    private static ConfigProblem Corrected(string path, string model, string? first) => new(path, "model_not_enabled",
        $"\"{model}\" is not among the selected models, {(first is null ? "so it was cleared" : $"so it was corrected to \"{first}\"")}.");
}
