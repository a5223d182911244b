using System.Text.Json.Nodes;

namespace KernelHost.Providers.Embedded.Schema;

/// <summary>Numbers: positions, shares, ratings and confidence by what they are called; else a number near the cues; else one from the text; else a default.</summary>
internal static class NumberFiller
{
    private const decimal Hundred = 100;

    public static JsonNode Fill(JsonObject schema, Place place, Evidence evidence, bool whole)
    {
        var range = NumberRange.Of(schema, whole);
        var value = range.Nearest(ByName(range, place, evidence, whole) ?? FromText(range, place, evidence) ?? Default(schema, range, place));
        return whole && value == decimal.Truncate(value) && Math.Abs(value) < long.MaxValue ? JsonValue.Create((long)value) : JsonValue.Create(value);
    }

    private static decimal? ByName(NumberRange range, Place place, Evidence evidence, bool whole)
    {
        var inList = place.Count > 1 && place.List != place.Name;
        return place switch
        {
            _ when inList && place.IsCalled("order", "position", "rank", "index", "number", "no") => place.Index + 1,
            _ when place.Count > 0 && place.List.Length > 0 && place.IsCalled("weight", "share", "percentage", "percent") => Share(place, range.Max ?? Hundred, whole),
            _ when inList && IsScale(place) && place.IsCalled("score", "point", "level", "value", "rating") => Descending(range, place),
            _ when place.IsCalled("confidence", "probability", "certainty", "likelihood") => Confidence(range, place),
            _ when place.IsCalled("score", "rating", "relevance", "similarity") && range is { Min: { } min, Max: { } max } => min + ((max - min) * evidence.Support(place.About + " " + place.Description)),
            _ => null,
        };
    }

    /// <summary>Equal shares that add up to the whole exactly; what does not divide goes to the first.</summary>
    private static decimal Share(Place place, decimal total, bool whole)
    {
        var share = whole || total >= Hundred ? decimal.Floor(total / place.Count) : decimal.Round(total / place.Count, 4, MidpointRounding.ToZero);
        return place.Index == 0 ? total - (share * (place.Count - 1)) : share;
    }

    private static bool IsScale(Place place) => place with { Name = place.List } is var list && list.IsCalled("level", "rating", "scale", "band", "grade");

    private static decimal Descending(NumberRange range, Place place) =>
        range is { Min: { } min, Max: { } max } && max - min < place.Count ? max - ((max - min) * place.Index / (place.Count - 1)) : (range.Min ?? 1) + place.Count - 1 - place.Index;

    private static decimal Confidence(NumberRange range, Place place) => decimal.Round(place.Belief, 2) * (range.Max is > 1 and var max ? max : 1);

    private static decimal? FromText(NumberRange range, Place place, Evidence evidence)
    {
        var near = evidence.NumbersNear(IsTotal(place) ? place.OwnCues : place.Cues).Where(range.Contains).Cast<decimal?>().Skip(place.List == place.Name ? place.Index : 0).FirstOrDefault();
        return near is not null || IsTotal(place) ? near : evidence.Numbers.Where(range.Contains).Cast<decimal?>().Skip(place.Index).FirstOrDefault();
    }

    // A total has little to do with whatever number happens to be in the text.
    private static bool IsTotal(Place place) => place.IsCalled("max", "maximum", "total");

    private static decimal Default(JsonObject schema, NumberRange range, Place place) =>
        schema["default"] is JsonValue value && value.TryGetValue<decimal>(out var given) ? given
        : IsTotal(place) ? Hundred
        : range.Min ?? Math.Min(0, range.Max ?? 0);
}
