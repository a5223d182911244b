using System.Text.RegularExpressions;

namespace KernelHost.Providers.Embedded.Schema;

/// <summary>Values of JSON Schema's common formats: the first one in a text, else a fixed one.</summary>
internal static partial class TextFormats
{
    /// <summary>Null for a format that is not known, or for none.</summary>
    public static string? For(string? format, string text) => format switch
    {
        "email" => First(Email(), text) ?? "someone@example.com",
        "uri" or "url" => First(Url(), text) ?? "https://example.com/",
        "date" => First(Date(), text) ?? "2000-01-01",
        "date-time" => First(DateAndTime(), text) ?? $"{First(Date(), text) ?? "2000-01-01"}T00:00:00Z",
        "time" => "00:00:00Z",
        "uuid" => First(Uuid(), text) ?? "00000000-0000-4000-8000-000000000000",
        "ipv4" => First(Ipv4(), text) ?? "127.0.0.1",
        _ => null,
    };

    private static string? First(Regex regex, string text) => regex.Match(text) is { Success: true } match ? match.Value : null;

    [GeneratedRegex(@"\b[A-Za-z0-9_%+-]{1,40}(?:\.[A-Za-z0-9_%+-]{1,40}){0,4}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Email();

    [GeneratedRegex(@"\bhttps?://[A-Za-z0-9./?=&_%#~:+-]*[A-Za-z0-9/]", RegexOptions.CultureInvariant)]
    private static partial Regex Url();

    [GeneratedRegex(@"\b(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])\b", RegexOptions.CultureInvariant)]
    private static partial Regex Date();

    [GeneratedRegex(@"\b(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-][01]\d:[0-5]\d)", RegexOptions.CultureInvariant)]
    private static partial Regex DateAndTime();

    [GeneratedRegex(@"\b[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\b(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Ipv4();
}
