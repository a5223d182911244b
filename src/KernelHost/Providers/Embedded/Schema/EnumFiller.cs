using System.Text.Json;
using System.Text.Json.Nodes;
using KernelHost.Providers.Embedded.Rules;

namespace KernelHost.Providers.Embedded.Schema;

/// <summary>One of a schema's allowed values: the best-scoring text, or the number that the text has.</summary>
internal static class EnumFiller
{
    public static JsonNode? Fill(JsonArray allowed, Place place, Evidence evidence)
    {
        if (place.Count > 1 && place.IsCalled("id", "name", "key"))
        {
            return allowed[place.Index % allowed.Count]?.DeepClone();
        }

        if (allowed is [var yes, var no] && YesNo.IsPair($"{yes}", $"{no}"))
        {
            return (YesNo.Holds(YesNo.Asked(evidence.Prompt), evidence.Text) ? yes : no)?.DeepClone();
        }

        var ranked = OptionChooser.Rank(evidence.Text, [.. allowed.Select(value => Describe(value, evidence))]);
        if (place.IsCalled("level", "rating", "grade", "band") && !ranked[0].HasEvidence)
        {
            return OnScale(allowed, evidence.Support(place.About))?.DeepClone();
        }

        var best = allowed[ranked[RankIn(place) % ranked.Count].Index];
        return (evidence.Numbers.Count > 0 ? allowed.FirstOrDefault(value => IsIn(value, evidence)) ?? best : best)?.DeepClone();
    }

    // Scales are written from the best level down; the more of what is judged is in the text, the better the level.
    private static JsonNode? OnScale(JsonArray levels, decimal support) => levels[(int)decimal.Round((1 - support) * (levels.Count - 1))];

    // The items of a list of enum values are the best, the second best and so on.
    private static int RankIn(Place place) => place.List == place.Name ? place.Index : 0;

    private static Option Describe(JsonNode? value, Evidence evidence)
    {
        var label = value is JsonValue text && text.TryGetValue<string>(out var s) ? s : value?.ToJsonString() ?? "null";
        return evidence.Options.FirstOrDefault(option => option.Label.Equals(label, StringComparison.OrdinalIgnoreCase)) is { } described ? described with { Label = label } : new(label);
    }

    private static bool IsIn(JsonNode? value, Evidence evidence) =>
        value?.GetValueKind() == JsonValueKind.Number && decimal.TryParse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture, out var number) && evidence.Numbers.Contains(number);
}
