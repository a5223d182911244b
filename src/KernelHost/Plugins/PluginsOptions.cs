using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KernelHost.Plugins;

/// <summary>The settings under <c>Plugins</c>.</summary>
public sealed class PluginsOptions
{
    public const string Section = "Plugins";

    /// <summary>Where plugins are looked for at start, each in a folder of its own; null = <c>plugins</c> beside the host's program.</summary>
    public string? Directory { get; set; }

    /// <summary>How long one call of a plugin function may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);
}

[OptionsValidator]
internal sealed partial class PluginsOptionsValidator : IValidateOptions<PluginsOptions>;
