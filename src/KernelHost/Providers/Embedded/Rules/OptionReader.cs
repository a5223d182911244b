using System.Text.Json;
using System.Text.RegularExpressions;
using KernelHost.Providers.Embedded.Prompts;

namespace KernelHost.Providers.Embedded.Rules;

/// <summary>The options a prompt lists, if it asks for one of them.</summary>
internal static partial class OptionReader
{
    private const int MaxOptions = 200;

    public static List<Option> Read(Prompt prompt)
    {
        var text = prompt.Everything;
        if (YesOrNo().Match(text) is { Success: true } match)
        {
            return [new(match.Groups[1].Value), new(match.Groups[2].Value)];
        }

        if (prompt.Options is { } labelled && Parse(labelled) is { Count: > 1 } options)
        {
            return options;
        }

        if (AsksToChoose().Match(text) is not { Success: true } asks)
        {
            return [];
        }

        return OneOf().Matches(text).Select(found => Parse(found.Groups[1].Value)).FirstOrDefault(found => found.Count > 1) ?? Bullets(text[asks.Index..]);
    }

    /// <summary>A JSON array, a list of lines, quoted texts, or text with commas.</summary>
    public static List<Option> Parse(string list)
    {
        if (list.TrimStart().StartsWith('[') && FromJson(list) is { Count: > 1 } json)
        {
            return json;
        }

        if (Bullets(list) is { Count: > 1 } bullets)
        {
            return bullets;
        }

        var line = list.Trim().Split('\n')[0];
        var quoted = Quoted().Matches(line);
        return quoted.Count > 1
            ? [.. quoted.Select(match => new Option(match.Groups[1].Value)).Take(MaxOptions)]
            : [.. Separator().Split(line.TrimEnd('.', ' ')).Select(Clean).Where(label => label.Length is > 0 and < 60).Select(label => new Option(label)).DistinctBy(option => option.Label).Take(MaxOptions)];
    }

    private static List<Option> Bullets(string text) =>
        [.. Bullet().Matches(text).Select(FromBullet).Where(option => option.Label.Length > 0).DistinctBy(option => option.Label).Take(MaxOptions)];

    private static Option FromBullet(Match bullet)
    {
        var line = bullet.Groups[1].Value;
        var parts = Describes().Split(line, 2);
        return parts is [var label, var description] ? new(Clean(label), description) : new(Clean(line));
    }

    private static List<Option> FromJson(string text)
    {
        try
        {
            return [.. JsonSerializer.Deserialize(text[text.IndexOf('[', StringComparison.Ordinal)..(text.LastIndexOf(']') + 1)], StringListJson.Default.StringArray)?
                .Select(label => new Option(label)).Take(MaxOptions) ?? []];
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentOutOfRangeException)
        {
            return [];
        }
    }

    private static string Clean(string label) => label.Trim(' ', '"', '\'', '`', '“', '”', '*', '(', ')', '[', ']', ',', ';', '\t', '\r', '.');

    [GeneratedRegex(@"[`""']?\b(yes|true)\b[`""']?(?: or |/| ?\| ?|, ?)[`""']?(no|false)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex YesOrNo();

    [GeneratedRegex(@"\b(?:one of(?: the (?:following|these))?(?: labels| categories| options| classes| intents| words| values)?|(?:labels|categories|options|classes|intents|choices)(?: are| is)?|(?:classify|categori[sz]e|sort)\b[^.:\n]{0,60}? (?:as|into)(?: (?:either|one of))?)\s*:?\s*((?:(?:\n[ \t]*(?:[-*•]|\d+[.)])[^\n]*)+)|[^\n]+?(?:[.?](?=\s|$)|$|(?=\n)))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OneOf();

    [GeneratedRegex(@"\b(?:choose|pick|select|classify|categori[sz]e|label|which (?:one )?of|(?:answer|reply|respond|return|output)\b[^.\n]{0,40}\b(?:one of|only the))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AsksToChoose();

    [GeneratedRegex(@"(?<=^|\n)[ \t]*(?:[-*•]|\(?(?:\d{1,3}|[A-Za-z])[.)])[ \t]+([^\n]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Bullet();

    [GeneratedRegex(@"(?:: | [-–—] )", RegexOptions.CultureInvariant)]
    private static partial Regex Describes();

    [GeneratedRegex("[\"“'`]([^\"”'`\n]{1,60})[\"”'`]", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\s*[,;|/]\s*(?:(?:or|and) )?|\s+(?:or|and)\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Separator();
}
