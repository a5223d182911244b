using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KernelHost.Throttling;

/// <summary>Section <c>Authentication</c> of the settings.</summary>
public sealed class GuessThrottleOptions
{
    public const string Section = "Authentication";

    /// <summary>How many refused keys an address may present a minute, for ever; 0 = as many as it likes.</summary>
    [Range(0, 1_000_000)]
    public int FailuresPerMinute { get; set; } = 30;

    /// <summary>How many at once, after a quiet time.</summary>
    [Range(1, 1_000_000)]
    public int FailureBurst { get; set; } = 30;
}

[OptionsValidator]
internal sealed partial class GuessThrottleOptionsValidator : IValidateOptions<GuessThrottleOptions>;
