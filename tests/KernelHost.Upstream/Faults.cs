using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace KernelHost.Upstream;

/// <summary>Which fault a call gets: the one set for its model, else the one its model's name asks for.</summary>
internal sealed partial class Faults
{
    private readonly ConcurrentDictionary<string, string> _set = new();
    private readonly ConcurrentDictionary<(string Model, string Spec), int> _played = new();

    public void Set(string model, string spec)
    {
        // A misspelt fault would make a test pass for the wrong reason.
        _ = Parse(spec) ?? throw new ArgumentException($"There is no fault '{spec}'.", nameof(spec));
        _set[model] = spec;
        _played.TryRemove((model, spec), out _);
    }

    public void Clear(string model) => _set.TryRemove(model, out _);

    public PlannedFault? For(string? model)
    {
        if (Spec(model ?? "") is not { } spec)
        {
            return null;
        }

        var fault = Parse(spec) ?? new PlannedFault(FaultTable.Unknown, null, int.MaxValue);
        var before = _played.AddOrUpdate((model ?? "", spec), 1, (_, times) => times + 1) - 1;
        return before < fault.Times ? fault : null;
    }

    private string? Spec(string model)
    {
        if (_set.TryGetValue(model, out var own) || _set.TryGetValue("*", out own))
        {
            return own;
        }

        var marker = model.IndexOf("fault-", StringComparison.Ordinal);
        return marker < 0 ? null : model[(marker + "fault-".Length)..];
    }

    // Longest first, because 429-retry also begins like 429.
    private static PlannedFault? Parse(string spec)
    {
        var fault = FaultTable.All
            .Where(f => spec.StartsWith(f.Name, StringComparison.Ordinal) && !char.IsLetterOrDigit(spec.ElementAtOrDefault(f.Name.Length)))
            .MaxBy(f => f.Name.Length);
        if (fault is null)
        {
            return null;
        }

        var rest = Arguments().Match(spec[fault.Name.Length..]);
        return new PlannedFault(fault, Delay(rest), Times(rest));
    }

    private static TimeSpan? Delay(Match match)
    {
        if (!match.Groups["n"].Success)
        {
            return null;
        }

        var n = int.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture);
        return match.Groups["ms"].Success ? TimeSpan.FromMilliseconds(n) : TimeSpan.FromSeconds(n);
    }

    private static int Times(Match match) => match.Groups["times"].Value switch
    {
        "once" => 1,
        "twice" => 2,
        ['t', ..] times => int.Parse(times["times-".Length..], CultureInfo.InvariantCulture),
        _ => int.MaxValue,
    };

    [GeneratedRegex(@"^(-(?<n>\d+)(?<ms>ms)?)?(-(?<times>once|twice|times-\d+))?")]
    private static partial Regex Arguments();
}

/// <param name="Fault">What happens.</param>
/// <param name="Delay">The number in its name: Retry-After, or how long a silence lasts.</param>
/// <param name="Times">How often, before the model answers properly.</param>
internal sealed record PlannedFault(Fault Fault, TimeSpan? Delay, int Times);
