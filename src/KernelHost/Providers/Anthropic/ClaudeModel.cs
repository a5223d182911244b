using System.Globalization;
using System.Text.RegularExpressions;

namespace KernelHost.Providers.Anthropic;

/// <summary>What a Claude model takes, by the version its name tells. A name that tells none is held to be of the newest kind that still takes everything.</summary>
internal readonly partial record struct ClaudeModel(Version? Version)
{
    private static readonly Version FirstThinking = new(3, 7);
    private static readonly Version FirstAdaptive = new(4, 6);
    private static readonly Version FirstWithoutSampling = new(4, 7);

    /// <summary>Anthropic wants a limit with each call. What a request without one gets; older models refuse more than 4,096.</summary>
    public int DefaultMaxTokens => Version is null || Version >= FirstThinking ? 16_384 : 4_096;

    public bool Thinks => Version is null || Version >= FirstThinking;

    /// <summary>Decides itself how much to think, and takes an effort for it; the others take a budget.</summary>
    public bool ThinksAdaptively => Version is null || Version >= FirstAdaptive;

    /// <summary>Takes temperature, top_p and top_k; the newest refuse them.</summary>
    public bool TakesSampling => Version is null || Version < FirstWithoutSampling;

    public static ClaudeModel Of(string model) => Name().Match(model) is { Success: true } name
        ? new(new Version(Number(name.Groups["major"].Value), Number(name.Groups["minor"].Value)))
        : new(null);

    private static int Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;

    // claude-3-5-haiku-20241022, claude-opus-4-20250514, claude-sonnet-4-6, claude-opus-5, with a gateway's prefix or a dot for the dash.
    [GeneratedRegex(@"claude-(?:[a-z]+-)?(?<major>\d{1,2})(?:[-.](?<minor>\d{1,2})(?!\d))?(?!\d)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
