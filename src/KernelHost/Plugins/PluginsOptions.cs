using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KernelHost.Plugins;

/// <summary>The settings under <c>Plugins</c>.</summary>
public sealed class PluginsOptions
{
    public const string Section = "Plugins";

    /// <summary>Where plugins are looked for, each in a folder of its own; null = <c>plugins</c> beside the host's program.</summary>
    public string? Directory { get; set; }

    /// <summary>How long one call of a plugin function may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Calls of one plugin at once, in one organisation's setup, unless its config says another number.</summary>
    [Range(1, 100_000)]
    public int MaxConcurrent { get; set; } = 64;

    /// <summary>How long a call waits for its turn before it is refused.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Folders that appear, change or go are loaded, loaded anew or taken out while the host runs; false = only at start and by the admin's reload.</summary>
    public bool Watch { get; set; } = true;

    /// <summary>A changed folder is loaded when its files have been the same for so long: whoever copies them is done.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The folder is looked at so often even if the system reports no change: on network drives and in containers it may not.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(30);
}

[OptionsValidator]
internal sealed partial class PluginsOptionsValidator : IValidateOptions<PluginsOptions>;
