using System.Collections.Immutable;
using System.Text.Json;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Security;

namespace KernelHost.Routing.Switching;

/// <summary>The wish that another model has a role in a setup. Immutable.</summary>
/// <param name="BaseUrl">The provider's new address; empty = its own, null = as it is.</param>
/// <param name="ApiKey">The provider's new key; null = as it is.</param>
/// <param name="Parameters">Defaults for the role's calls; of the same model as before those not named stay.</param>
public sealed record ModelSwitch(
    string Setup, ModelRole Role, ModelReference Model, string? BaseUrl, Secret? ApiKey, ImmutableDictionary<string, JsonElement> Parameters)
{
    /// <summary>Pure. Adds the model to its provider's list; a provider that is named like a kind is added too.</summary>
    public OrgConfig ApplyTo(OrgConfig config)
    {
        if (config.FindSetup(Setup) is not (_, var setup))
        {
            return config;
        }

        var provider = setup.Providers.Find(Model.Provider) ?? new();
        var changed = With(setup with { Providers = setup.Providers.With(Model.Provider, Change(provider)) });
        return config with { Setups = config.Setups.SetItem(Setup, changed) };
    }

    /// <summary>What the config names for the role; null when it names nothing.</summary>
    public static ModelReference? Of(Setup setup, ModelRole role) => role == ModelRole.SmallFast ? setup.SmallFastModel : setup.GlobalDefaultModel;

    /// <summary>Where its provider is reached in a setup when it lies over it; null = nowhere.</summary>
    internal string? AddressIn(Setup setup) =>
        ProviderKinds.AddressOf(Model.Provider, Change(setup.Providers.Find(Model.Provider) ?? new())) is { } address ? UpstreamAddress.Canonical(address) : null;

    private ProviderSettings Change(ProviderSettings provider) => provider with
    {
        BaseUrl = BaseUrl is null ? provider.BaseUrl : BaseUrl.Length == 0 ? null : BaseUrl,
        ApiKey = ApiKey ?? provider.ApiKey,
        Models = provider.Models.Any(entry => entry.Id == Model.Model) ? provider.Models : provider.Models.Add(new(Model.Model)),
    };

    private Setup With(Setup setup) => Role == ModelRole.SmallFast
        ? setup with { SmallFastModel = Reference(setup.SmallFastModel) }
        : setup with
        {
            GlobalDefaultModel = Reference(setup.GlobalDefaultModel),

            // A named model that calls itself the default of another model would contradict.
            Models = [.. setup.Models.Select(named => named.Default && new ModelReference(named.Provider, named.Model) != Model ? named with { Default = false } : named)],
        };

    private ModelReference Reference(ModelReference? before)
    {
        var kept = before == Model ? before?.ModelApiParameters : null;
        var parameters = (kept ?? ImmutableDictionary<string, JsonElement>.Empty).SetItems(Parameters);
        return Model with { ModelApiParameters = parameters.IsEmpty ? null : parameters };
    }
}

/// <summary>The model cannot have the role as it was asked for: <c>provider_disabled</c>, <c>model_type_mismatch</c>.</summary>
/// <param name="member">The member of the request that is wrong.</param>
public sealed class ModelSwitchException(string code, string member, string message) : Exception(message)
{
    public string Code { get; } = code;

    public string Member { get; } = member;
}
