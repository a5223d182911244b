using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using KernelHost.Organizations;
using KernelHost.Security;

namespace KernelHost.Server.Endpoints.ApiSettings;

/// <summary>What of the settings shall change. The page may send back all it got: what is read-only is ignored.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed class ApiSettingsChange
{
    /// <summary>Null deletes it; absent or empty leaves it, because the page sends its key field as it stands: empty.</summary>
    public string? OpenaiApiKey
    {
        get;
        set
        {
            field = value;
            ChangesKey = value is not "";
        }
    }

    /// <summary>Empty = the provider's own address.</summary>
    public string? OpenaiBaseUrl { get; set; }

    public string? OllamaBaseUrl { get; set; }

    /// <summary>By provider: the models that are enabled.</summary>
    [Description("an object of provider name to list of model ids")]
    public ImmutableDictionary<string, ImmutableArray<string>>? SelectedModels { get; set; }

    /// <summary>By provider; empty = none.</summary>
    [Description("an object of provider name to model id")]
    public ImmutableDictionary<string, string>? DefaultModels { get; set; }

    /// <summary>The empty pair clears it.</summary>
    [Description("an object with \"provider\" and \"model\"")]
    public ModelPick? GlobalDefaultModel { get; set; }

    /// <summary>The empty pair clears it.</summary>
    [Description("an object with \"provider\" and \"model\"")]
    public ModelPick? SmallFastModel { get; set; }

    public JsonElement OpenaiApiKeySet { get; set; }

    public JsonElement AvailableModels { get; set; }

    public JsonElement ApiStatus { get; set; }

    public JsonElement Overrides { get; set; }

    public JsonElement Warnings { get; set; }

    [JsonIgnore]
    public bool ChangesKey { get; private set; }

    /// <summary>Pure. Providers that are named but not there yet are added.</summary>
    /// <exception cref="ConfigRejectedException">A provider is named that is neither there nor a kind.</exception>
    public (OrgConfig Config, ImmutableArray<ConfigProblem> Warnings) ApplyTo(OrgConfig config, string name)
    {
        var setup = config.FindSetup(name)?.Setup ?? new() { IsDefault = config.Setups.IsEmpty };
        SettingsProviders.RequireKnown(NamedProviders(), setup, name);
        var changed = config with { Setups = config.Setups.SetItem(name, ApplyTo(setup)) };
        return SettingsDefaults.Correct(changed, name, NamedProviders());
    }

    public IEnumerable<string> NamedProviders() => new[]
    {
        ChangesKey || OpenaiBaseUrl is not null ? ProviderKinds.OpenAI : null,
        OllamaBaseUrl is not null ? ProviderKinds.Ollama : null,
    }.OfType<string>().Concat(SelectedModels?.Keys ?? []).Concat(DefaultModels?.Keys ?? []).Distinct(StringComparer.Ordinal);

    private Setup ApplyTo(Setup setup) => setup with
    {
        Providers = NamedProviders().Aggregate(setup.Providers, (list, provider) => list.With(provider, ApplyTo(provider, list.Find(provider) ?? new()))),
        GlobalDefaultModel = Pick(GlobalDefaultModel, setup.GlobalDefaultModel),
        SmallFastModel = Pick(SmallFastModel, setup.SmallFastModel),
    };

    private ProviderSettings ApplyTo(string provider, ProviderSettings settings) => settings with
    {
        ApiKey = ChangesKey && provider == ProviderKinds.OpenAI ? OpenaiApiKey is { } key ? new Secret(key) : null : settings.ApiKey,
        BaseUrl = BaseUrlOf(provider) is { } url ? SettingsProviders.Address(url.Trim(), provider, settings.BaseUrl) : settings.BaseUrl,
        Models = SelectedModels is not null && SelectedModels.TryGetValue(provider, out var selected) ? Select(selected, settings.Models) : settings.Models,
        DefaultModel = DefaultModels is not null && DefaultModels.TryGetValue(provider, out var model) ? (model is { Length: > 0 } ? model : null) : settings.DefaultModel,
    };

    // What the page shows for "not configured" means just that when it comes back, and the same model keeps its parameters.
    private static ModelReference? Pick(ModelPick? pick, ModelReference? current) =>
        pick is null || (current ?? ModelReference.Empty) == pick.Reference ? current : pick.Reference;

    private string? BaseUrlOf(string provider) => provider switch
    {
        ProviderKinds.OpenAI => OpenaiBaseUrl,
        ProviderKinds.Ollama => OllamaBaseUrl,
        _ => null,
    };

    // A model that is selected already keeps what its entry says of it.
    private static ImmutableArray<ModelEntry> Select(ImmutableArray<string> selected, ImmutableArray<ModelEntry> entries) =>
        selected.IsDefault ? [] : [.. selected.Where(id => id is { Length: > 0 }).Distinct(StringComparer.Ordinal).Select(id => entries.FirstOrDefault(entry => entry.Id == id) ?? new(id))];
}

internal sealed record ModelPick(string? Provider, string? Model)
{
    [JsonIgnore]
    public ModelReference Reference => new(Provider ?? "", Model ?? "");

    public static ModelPick Of(ModelReference? reference) => new(reference?.Provider ?? "", reference?.Model ?? "");
}
