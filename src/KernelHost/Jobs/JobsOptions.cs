using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KernelHost.Jobs;

/// <summary>How much long work is done at once, and how long it is remembered. Section <c>Jobs</c>.</summary>
public sealed class JobsOptions
{
    public const string Section = "Jobs";

    /// <summary>Jobs at work at once.</summary>
    [Range(1, 256)]
    public int MostRunning { get; set; } = 4;

    /// <summary>Of one organisation, so that another's do not wait for all of its.</summary>
    [Range(1, 256)]
    public int MostRunningPerOrganization { get; set; } = 2;

    /// <summary>Jobs of one organisation that wait or run; beyond it a new one is refused.</summary>
    [Range(1, 100_000)]
    public int MostUnfinishedPerOrganization { get; set; } = 1000;

    /// <summary>How long a job that has ended can be looked at.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan KeepEnded { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Jobs of one organisation that have ended and can be looked at; the oldest go first.</summary>
    [Range(1, 1_000_000)]
    public int MostEndedPerOrganization { get; set; } = 1000;
}

[OptionsValidator]
internal sealed partial class JobsOptionsValidator : IValidateOptions<JobsOptions>;
