using System.Collections.Immutable;

namespace KernelHost.Organizations;

/// <summary>What a new organisation starts with (contract, section 2). Pure.</summary>
internal static class NewOrganizationConfig
{
    /// <summary>Without a config of its own: the system organisation's models and providers, their keys only if the settings say so.</summary>
    public static OrgConfig Inherit(OrgConfig system, bool withKeys) => new()
    {
        Setups = ImmutableDictionary<string, Setup>.Empty.Add(OrgConfig.DefaultSetupName, Baseline(system.FindSetup()?.Setup ?? new(), withKeys)),
    };

    /// <summary>With one: just the global models it leaves out, where its own providers have them.</summary>
    public static OrgConfig Complete(OrgConfig given, OrgConfig system, bool withKeys)
    {
        if (given.Setups.IsEmpty)
        {
            return given with { Setups = Inherit(system, withKeys).Setups };
        }

        var baseline = system.FindSetup()?.Setup ?? new();
        return given with { Setups = given.Setups.ToImmutableDictionary(pair => pair.Key, pair => Complete(pair.Value, baseline)) };
    }

    // A named model marked default is a default of its own; an inherited one would contradict it.
    private static Setup Complete(Setup given, Setup baseline) => given with
    {
        GlobalDefaultModel = given.GlobalDefaultModel ?? (given.Models.Any(model => model.Default) ? null : ServedBy(given, baseline.GlobalDefaultModel)),
        SmallFastModel = given.SmallFastModel ?? ServedBy(given, baseline.SmallFastModel),
    };

    private static ModelReference? ServedBy(Setup given, ModelReference? inherited) =>
        inherited is not null && given.Providers.Find(inherited.Provider) is { Enabled: true } provider && provider.Models.Any(model => model.Id == inherited.Model)
            ? inherited
            : null;

    private static Setup Baseline(Setup system, bool withKeys) => new()
    {
        Name = "Default Setup",
        IsDefault = true,
        GlobalDefaultModel = system.GlobalDefaultModel,
        SmallFastModel = system.SmallFastModel,
        DefaultModelsByType = system.DefaultModelsByType,
        // Members this build does not know may hold anything, so they are not handed on.
        Providers = new(system.Providers.Select(pair => KeyValuePair.Create(pair.Key, pair.Value with { ApiKey = withKeys ? pair.Value.ApiKey : null, Unknown = null }))),
    };
}
