using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KernelHost.Rubrics;

/// <summary>The settings under <c>Rubrics</c>.</summary>
public sealed class RubricsOptions
{
    public const string Section = "Rubrics";

    /// <summary>Of one organisation.</summary>
    [Range(1, 100_000)]
    public int MostPerOrganization { get; set; } = 1_000;

    /// <summary>Submissions of one batch.</summary>
    [Range(1, 10_000)]
    public int MostPerBatch { get; set; } = 500;

    /// <summary>Characters of one submission.</summary>
    [Range(100, 10_000_000)]
    public int LongestSubmission { get; set; } = 100_000;
}

[OptionsValidator]
internal sealed partial class RubricsOptionsValidator : IValidateOptions<RubricsOptions>;
