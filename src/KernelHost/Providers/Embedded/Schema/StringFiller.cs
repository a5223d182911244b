using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using KernelHost.Providers.Embedded.Rewriting;
using KernelHost.Providers.Embedded.Rules;
using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Providers.Embedded.Schema;

/// <summary>Texts: by format; by what they are called (a rewritten question, a label, an id, a title, a reason); else the sentence that fits the cues best.</summary>
internal static partial class StringFiller
{
    private const int TitleWords = 8;

    private static readonly char[] ClauseEnds = [',', ';', ':', '?', '!', '\n'];

    private static readonly string[] Scale = ["Excellent", "Good", "Fair", "Poor"];
    private static readonly string[] FineScale = ["Excellent", "Very good", "Good", "Satisfactory", "Fair", "Weak", "Poor", "Very poor", "Minimal", "Missing"];

    public static string Fill(JsonObject schema, Place place, Evidence evidence) =>
        Fit(TextFormats.For(schema["format"]?.ToString(), evidence.Text) ?? Unformatted(place, evidence), schema);

    /// <summary>The text told apart from others by a number, still of an allowed length.</summary>
    public static string Numbered(string text, int number, JsonObject schema)
    {
        var suffix = $" {number}";
        var room = Length(schema["maxLength"]) - suffix.Length;
        var kept = room < text.Length ? Runes(text, Math.Max(0, room.Value)) : text;
        return Fit(kept + (room < 0 ? suffix.Trim() : suffix), schema);
    }

    private static string Unformatted(Place place, Evidence evidence) => place switch
    {
        _ when IsListOf(place, "query", "queries", "alternative", "variant", "variation", "expansion", "paraphrase", "rephrasing", "question") => Variant(place, evidence),
        _ when place.IsCalled("rewritten", "standalone", "rewrite", "condensed", "reformulated", "self contained") => RewriteRequest.Rewritten(evidence.Prompt),
        _ when place.IsCalled("query", "question") => RewriteRequest.AsksForRewrite(evidence.Prompt) ? RewriteRequest.Rewritten(evidence.Prompt) : evidence.Prompt.Question,
        _ when place.IsCalled("id", "key", "slug") => Id(place, evidence),
        _ when IsOnScale(place) && place.IsCalled("label", "name", "title") => Step(place),
        _ when IsOnScale(place) && place.IsCalled("description") && place.Subject.Length > 0 => $"{Step(place)}: {place.Subject}.",
        _ when place.IsCalled("label", "category", "class", "intent", "choice", "sentiment", "topic") && OptionChooser.Choose(evidence.Text, evidence.Options) is { } choice => choice.Option.Label,
        _ when evidence.Labelled(place.Words) is { Length: > 0 } given => given,
        _ when place.IsCalled("title") && place.List.Length == 0 => Naming.ToTitle(FirstWords(Opening().Replace(evidence.Text.Trim(), ""))),
        _ when place.IsCalled("title", "subject", "topic", "heading", "label", "tag", "keyword", "phrase", "term") || (place.IsCalled("name") && place.List.Length > 0) => Phrase(place, evidence),
        _ when place.IsCalled("name", "person", "author") => Name(place, evidence, PersonNames.MayBePerson),
        _ when place.IsCalled("city", "country", "place", "location", "company", "organization", "organisation", "product") => Name(place, evidence, name => !PersonNames.MayBePerson(name)),
        _ => evidence.Sentence(place.Cues, place.Index),
    };

    private static bool IsListOf(Place place, params ReadOnlySpan<string> names) => place.List.Length > 0 && place.List == place.Name && place.IsCalled(names);

    private static string Step(Place place) => place switch
    {
        _ when place.Count <= Scale.Length => Scale[place.Index],
        _ when place.Count <= FineScale.Length => FineScale[place.Index],
        _ => $"Level {place.Index + 1}",
    };

    private static bool IsOnScale(Place place) => place.List != place.Name && place with { Name = place.List } is var list && list.IsCalled("level", "rating", "scale", "band", "grade");

    private static string Variant(Place place, Evidence evidence) =>
        QueryVariants.Of(RewriteRequest.Rewritten(evidence.Prompt), place.Index + 1) is [.., var variant] ? variant : evidence.Prompt.Question;

    private static string Id(Place place, Evidence evidence) =>
        place.List.Length > 0 && place.Index < evidence.Ids.Count ? evidence.Ids[place.Index]
        : place.List.Length > 0 ? $"{Naming.ToSlug(Naming.Singular(Naming.ToWords(place.List)))}-{place.Index + 1}"
        : evidence.Phrases is [var phrase, ..] ? Naming.ToSlug(phrase)
        : "item-1";

    private static string Phrase(Place place, Evidence evidence) => Naming.ToTitle(
        place.Index < evidence.Phrases.Count ? evidence.Phrases[place.Index]
        : evidence.Phrases.Count > 0 ? $"{evidence.Phrases[place.Index % evidence.Phrases.Count]} {(place.Index / evidence.Phrases.Count) + 1}"
        : FirstWords(evidence.Text));

    private static string Name(Place place, Evidence evidence, Func<string, bool> fits) =>
        evidence.Names.OrderByDescending(fits).ElementAtOrDefault(place.Index) is { } name ? name
        : evidence.Phrases is { Count: > 0 } phrases ? Naming.ToTitle(phrases[place.Index % phrases.Count])
        : FirstWords(evidence.Text);

    private static string FirstWords(string text) =>
        string.Join(' ', text.Split(ClauseEnds)[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(TitleWords)).TrimEnd('.');

    private static string Fit(string text, JsonObject schema)
    {
        var fitted = Length(schema["maxLength"]) is { } max ? Runes(text, max) : text;
        var missing = (Length(schema["minLength"]) ?? 0) - fitted.EnumerateRunes().Count();
        return missing > 0 ? fitted + new string('.', missing) : fitted;
    }

    /// <summary>JSON Schema counts code points, not UTF-16 units.</summary>
    private static string Runes(string text, int count)
    {
        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes().Take(count))
        {
            kept.Append(rune);
        }

        return kept.ToString();
    }

    private static int? Length(JsonNode? bound) =>
        bound is JsonValue value && value.TryGetValue<decimal>(out var number) ? (int)Math.Clamp(number, 0, 100_000) : null;

    [GeneratedRegex(@"^(?:please )?(?:(?:write|create|generate|make|give me|prepare) )?(?:an?|the) ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Opening();
}
