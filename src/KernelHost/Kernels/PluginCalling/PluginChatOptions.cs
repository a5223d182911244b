using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KernelHost.Kernels.PluginCalling;

/// <summary>How much a model may do with plugins in one chat request. Section <c>PluginsInChat</c>. The time is the setup's <c>fallback.deadline</c>.</summary>
public sealed class PluginChatOptions
{
    public const string Section = "PluginsInChat";

    /// <summary>After so many answers that called plugins the model must do without them: one that calls for ever costs money for ever.</summary>
    [Range(1, 100)]
    public int MostRounds { get; set; } = RoundLimit.MostRounds;

    /// <summary>Of one answer; the model is told that those beyond were not run.</summary>
    [Range(1, 128)]
    public int MostCallsPerRound { get; set; } = 16;

    /// <summary>At once, of one request.</summary>
    [Range(1, 64)]
    public int MostConcurrentCalls { get; set; } = 4;

    /// <summary>Of a result's JSON; the rest is cut off, and the model is told so.</summary>
    [Range(100, 10_000_000)]
    public int MostResultCharacters { get; set; } = 20_000;
}

[OptionsValidator]
internal sealed partial class PluginChatOptionsValidator : IValidateOptions<PluginChatOptions>;
