using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KernelHost.Organizations;

/// <summary>Section <c>Organizations</c> of the settings.</summary>
public sealed class OrganizationsOptions
{
    public const string Section = "Organizations";

    /// <summary>Whether a new organisation without a config of its own gets the keys of the system organisation's providers.</summary>
    public bool InheritProviderKeys { get; set; }

    /// <summary>How many parsed configs stay in memory at most.</summary>
    [Range(1, 1_000_000)]
    public int CachedConfigs { get; set; } = 2_000;

    /// <summary>How long a deleted organisation can be made active again; within a quarter of an hour after that it is purged.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan KeepDeleted { get; set; } = TimeSpan.FromDays(30);
}

[OptionsValidator]
internal sealed partial class OrganizationsOptionsValidator : IValidateOptions<OrganizationsOptions>;
