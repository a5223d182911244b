using System.Collections.Immutable;

namespace KernelHost.Organizations;

/// <summary>A change made by code instead of by a client's JSON: held to the same rules.</summary>
internal static class ConfigEdit
{
    public static (OrgConfig Config, ImmutableArray<ConfigProblem> Warnings) Apply(OrgConfig today, Func<OrgConfig, (OrgConfig, ImmutableArray<ConfigProblem>)> edit)
    {
        var (edited, warnings) = edit(today);
        var (config, cleared) = SecretCarryOver.Code(edited, today);
        ImmutableArray<ConfigProblem> errors = [.. ConfigRules.Check(config)];
        return errors.IsEmpty ? (config, [.. warnings, .. cleared]) : throw new ConfigRejectedException(errors);
    }
}
