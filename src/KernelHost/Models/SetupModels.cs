using System.Collections.Frozen;
using System.Collections.Immutable;
using KernelHost.Models.Rules;
using KernelHost.Organizations;

namespace KernelHost.Models;

/// <summary>Why a provider cannot be used just now (its key's variable is missing, say), or null. Never called for a disabled one.</summary>
public delegate string? ProviderObstacle(string name, ProviderSettings settings);

/// <summary>What the servers of a provider's kind can be asked for.</summary>
public delegate ModelEndpoints OfferedEndpoints(string name, ProviderSettings settings);

/// <summary>The type a provider's own listing gives a model, or null when it was not asked or does not tell.</summary>
public delegate ModelType? ListedType(string provider, string model);

/// <summary>A setup's models, compiled once per config version so that resolving is look-ups only. Immutable.</summary>
public sealed class SetupModels
{
    private readonly FrozenDictionary<string, SetupModel> _byId;
    private readonly FrozenDictionary<string, ImmutableArray<SetupModel>> _byModel;
    private readonly FrozenDictionary<string, NamedModel> _named;
    private readonly FrozenDictionary<string, CompiledRoute> _routes;
    private readonly CompiledRoute? _defaultRoute;

    private SetupModels(Setup setup, ImmutableArray<SetupModel> all)
    {
        Setup = setup;
        All = all;
        _byId = all.ToFrozenDictionary(model => model.Id, StringComparer.Ordinal);
        _byModel = all.GroupBy(model => model.Model, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);
        _named = setup.Models.ToFrozenDictionary(model => model.Name, StringComparer.Ordinal);
        _routes = setup.Routes.ToFrozenDictionary(pair => pair.Key, pair => new CompiledRoute(pair.Key, pair.Value), StringComparer.Ordinal);
        _defaultRoute = _routes.Values.FirstOrDefault(route => route.Policy.ServesDefault);
        DefaultNamed = setup.Models.FirstOrDefault(model => model.Default);
        GlobalDefault = Present(setup.GlobalDefaultModel) ?? (DefaultNamed is { } named ? new(named.Provider, named.Model) : null);
        SmallFast = Present(setup.SmallFastModel);
    }

    public Setup Setup { get; }

    /// <summary>Every model of every provider, in the order the config lists them, available or not.</summary>
    public ImmutableArray<SetupModel> All { get; }

    /// <summary>The configured <c>global_default_model</c>, else the named model marked <c>default: true</c>; null when neither is there.</summary>
    public ModelReference? GlobalDefault { get; }

    /// <summary>The configured <c>small_fast_model</c>, or null.</summary>
    public ModelReference? SmallFast { get; }

    internal NamedModel? DefaultNamed { get; }

    public static SetupModels Compile(Setup setup, ProviderObstacle obstacle, OfferedEndpoints? offered = null, ListedType? listedType = null)
    {
        var models = ImmutableArray.CreateBuilder<SetupModel>();
        foreach (var (name, settings) in setup.Providers)
        {
            var unavailable = settings.Enabled ? obstacle(name, settings) : $"provider {name} is disabled";
            var endpoints = offered?.Invoke(name, settings) ?? ModelEndpoints.All;
            foreach (var entry in settings.Models.DistinctBy(model => model.Id, StringComparer.Ordinal))
            {
                var type = entry.Type ?? listedType?.Invoke(name, entry.Id) ?? WellKnownModels.TypeOf(entry.Id);
                models.Add(new(name, entry.Id, type, unavailable, EmbeddingDimensions.Of(entry)) { Offers = endpoints, ContextWindow = ContextWindows.Of(entry) });
            }
        }

        return new(setup, models.DrainToImmutable());
    }

    public SetupModel? Find(ModelReference reference) => _byId.GetValueOrDefault(reference.ToString()) is { } model
        && model.Provider == reference.Provider ? model : null;

    /// <summary>Why a reference leads to no model: its provider is missing or disabled, or does not list it.</summary>
    internal string WhyMissing(ModelReference reference) => Setup.Providers.Find(reference.Provider) switch
    {
        null => $"there is no provider {reference.Provider}",
        { Enabled: false } => $"provider {reference.Provider} is disabled",
        _ => $"{reference.Model} is not among the enabled models of {reference.Provider}",
    };

    public NamedModel? FindNamed(string name) => _named.GetValueOrDefault(name);

    /// <summary>Whether rules of this setup choose the model of a request that asks for <paramref name="model"/>, and so want to know what it is like.</summary>
    public bool IsRoute(string? model) => FindRoute(model) is not null;

    /// <summary>By its name; of a request that names no model the one that serves these.</summary>
    internal CompiledRoute? FindRoute(string? model) => model is null or "" or ServiceIds.Default ? _defaultRoute : _routes.GetValueOrDefault(model);

    internal SetupModel? FindById(string id) => _byId.GetValueOrDefault(id);

    internal ImmutableArray<SetupModel> FindByModel(string model) => _byModel.GetValueOrDefault(model, []);

    private static ModelReference? Present(ModelReference? reference) => reference is { IsEmpty: false } ? reference : null;
}

/// <param name="Unavailable">Why it cannot be used now; null = it can.</param>
/// <param name="Dimensions">The length of its vectors, where the config or the name tells it.</param>
public sealed record SetupModel(string Provider, string Model, ModelType Type, string? Unavailable, int? Dimensions)
{
    public string Id { get; } = $"{Provider}/{Model}";

    /// <summary>What its server has.</summary>
    public ModelEndpoints Offers { get; init; } = ModelEndpoints.All;

    /// <summary>Tokens, its answer included; null where neither the config nor the name tells it.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>Whether it can answer a request, its availability apart.</summary>
    public bool Serves(ModelRequest request) => Fits(request.Type) && Offers.HasFlag(request.Endpoint);

    public bool Fits(ModelType endpoint) => Type == endpoint || Type == ModelType.Unknown || endpoint == ModelType.Unknown;
}
