using System.Collections.Immutable;

namespace KernelHost.Organizations;

/// <summary>A config with its version number. Immutable.</summary>
public sealed record ConfigVersion(string Organization, long Version, OrgConfig Config);

/// <summary>What came of a change.</summary>
/// <param name="Version">The version now in force; a dry run or a change that changes nothing makes none.</param>
/// <param name="Config">The effective config, corrections made.</param>
public sealed record ConfigChange(long Version, OrgConfig Config, ImmutableArray<ConfigProblem> Warnings);

/// <summary>One difference between two versions.</summary>
/// <param name="Change"><c>added</c>, <c>removed</c> or <c>changed</c>.</param>
/// <param name="From">The value before, as JSON; null when there was none or it is a secret.</param>
public sealed record ConfigDifference(string Path, string Change, System.Text.Json.JsonElement? From, System.Text.Json.JsonElement? To);
