using System.Text.Json;
using KernelHost.Organizations;

namespace KernelHost.Models.Rules;

/// <summary>One condition of a rule.</summary>
/// <param name="Holds">Whether a request is so. Pure.</param>
/// <param name="Tell">What it found, for an admin: true whether it holds or not.</param>
internal sealed record RouteCheck(Func<RequestSignals, bool> Holds, Func<RequestSignals, string> Tell)
{
    /// <summary>All that a <c>when</c> asks for, in the order of the guide.</summary>
    public static IEnumerable<RouteCheck> Of(RouteCondition when) =>
    [
        .. Lengths(when),
        .. Flag("question mark", when.HasQuestionMark, signals => signals.HasQuestionMark),
        .. Flag("question mark at the end", when.EndsWithQuestionMark, signals => signals.EndsWithQuestionMark),
        .. when.Keywords is { } keywords ? [Keyword([.. keywords])] : Array.Empty<RouteCheck>(),
        .. Flag("image", when.HasImages, signals => signals.HasImages),
        .. Flag("tool", when.HasTools, signals => signals.HasTools),
        .. (when.Metadata ?? []).OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => Member(member.Key, TextOf(member.Value))),
        .. TimeWindow.Of(when) is { } window ? [new RouteCheck(signals => window.Contains(signals.Time), signals => window.Tell(signals.Time))] : Array.Empty<RouteCheck>(),
    ];

    private static IEnumerable<RouteCheck> Lengths(RouteCondition when)
    {
        if (when.MinCharacters is not null || when.MaxCharacters is not null)
        {
            yield return Length("characters in the last message", when.MinCharacters, when.MaxCharacters, signals => signals.Characters);
        }

        if (when.MinTokens is not null || when.MaxTokens is not null)
        {
            yield return Length("tokens, as estimated", when.MinTokens, when.MaxTokens, signals => signals.Tokens);
        }
    }

    private static RouteCheck Length(string what, long? least, long? most, Func<RequestSignals, long> length)
    {
        var wanted = (least, most) switch
        {
            ({ } from, { } to) => $"{from} to {to}",
            ({ } from, null) => $"at least {from}",
            _ => $"at most {most}",
        };
        return new(signals => !(length(signals) < least) && !(length(signals) > most), signals => $"{length(signals)} {what}, wanted {wanted}");
    }

    private static IEnumerable<RouteCheck> Flag(string what, bool? wanted, Func<RequestSignals, bool> there) => wanted is not { } should
        ? []
        : [new(signals => there(signals) == should, signals => $"{(there(signals) ? "a" : "no")} {what}, wanted {(should ? "one" : "none")}")];

    private static RouteCheck Keyword(string[] keywords) => new(
        signals => Array.Exists(keywords, signals.Says),
        signals => Array.Find(keywords, signals.Says) is { } found ? $"the keyword \"{found}\"" : $"none of {keywords.Length} keywords");

    // What a client wrote there is not repeated: it may be anything.
    private static RouteCheck Member(string name, string wanted) => new(
        signals => signals.Metadata.GetValueOrDefault(name) == wanted,
        signals => $"metadata.{name} is {(!signals.Metadata.TryGetValue(name, out var written) ? "absent" : written == wanted ? "so" : "something else")}, wanted \"{wanted}\"");

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() ?? "",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };
}
