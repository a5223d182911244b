using System.Collections.Immutable;

namespace KernelHost.Organizations;

/// <summary>What another room has to say of a config before it is accepted. Thread-safe, quick, without I/O.</summary>
internal interface IConfigCheck
{
    /// <param name="today">What is in force now; null for a new organisation.</param>
    ConfigFindings Check(string organization, OrgConfig config, OrgConfig? today);
}

/// <param name="Errors">The config is rejected for these.</param>
internal sealed record ConfigFindings(ImmutableArray<ConfigProblem> Errors, ImmutableArray<ConfigProblem> Warnings);
