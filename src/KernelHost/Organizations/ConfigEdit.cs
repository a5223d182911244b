using System.Collections.Immutable;

namespace KernelHost.Organizations;

/// <summary>A config on its way to be the next version, with what was found in it so far.</summary>
internal sealed record ConfigDraft(OrgConfig Config, ImmutableArray<ConfigProblem> Warnings, ImmutableArray<ConfigProblem> Errors)
{
    /// <summary>Where a place in the config stands in what was sent, when that had another shape.</summary>
    public Func<string, string> Place { get; init; } = path => path;

    /// <summary>Errors at their places in what was sent.</summary>
    public ImmutableArray<ConfigProblem> AsSent(IEnumerable<ConfigProblem> errors) =>
        [.. errors.Select(error => error with { Path = Place(error.Path) }).Distinct()];
}

/// <summary>A change made by code instead of by a client's JSON: held to the same rules.</summary>
internal static class ConfigEdit
{
    public static ConfigDraft Apply(OrgConfig today, Func<OrgConfig, (OrgConfig, ImmutableArray<ConfigProblem>)> edit)
    {
        var (edited, warnings) = edit(today);
        var (config, cleared) = SecretCarryOver.Code(edited, today);
        return new(config, [.. warnings, .. cleared], [.. ConfigRules.Check(config)]);
    }
}
