using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KernelHost.Kernels;

/// <summary>How many compiled organisations are kept, and for how long. Section <c>Kernels</c>.</summary>
public sealed class KernelsOptions
{
    public const string Section = "Kernels";

    /// <summary>Beyond this many the least recently used are dropped; a dropped one is rebuilt at its next call.</summary>
    [Range(1, 1_000_000)]
    public int MostOrganizations { get; set; } = 10_000;

    /// <summary>An organisation that made no call for so long is dropped.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromMinutes(10);
}

[OptionsValidator]
internal sealed partial class KernelsOptionsValidator : IValidateOptions<KernelsOptions>;
