using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KernelHost.Knowledge;

/// <summary>Bounds of knowledge bases. Section <c>Knowledge</c>.</summary>
public sealed class KnowledgeOptions
{
    public const string Section = "Knowledge";

    /// <summary>Largest document, in bytes of UTF-8.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxDocumentBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Largest upload, in bytes: one document, or a form of several.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public long MaxUploadBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>How many knowledge bases are kept open for the next query.</summary>
    [Range(1, 10_000)]
    public int MostOpen { get; set; } = 64;

    /// <summary>How long one that nobody asks stays open.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an external knowledge-base server has to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ExternalTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

[OptionsValidator]
internal sealed partial class KnowledgeOptionsValidator : IValidateOptions<KnowledgeOptions>;
