using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace KernelHost.Providers.Http;

/// <summary>How long a server asks to be left alone, in each of the ways servers have to say it. Never negative, and a day at most: what asks for more is broken.</summary>
internal static partial class RetryAfter
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    // Which of its limits a request ran into is told by what remains of each.
    private static readonly string[] Limits = ["requests", "tokens"];

    /// <summary>
    /// What the headers of an answer say: <c>retry-after-ms</c>, <c>Retry-After</c> in seconds or as a date (one in the past means now), and with a 429 the
    /// <c>x-ratelimit-reset-*</c> of the limit that is used up. Null when they say nothing that can be read.
    /// </summary>
    public static TimeSpan? Read(int status, HttpResponseHeaders headers, DateTimeOffset now) =>
        Bounded(Number(Text(headers, "retry-after-ms")), TimeSpan.FromMilliseconds(1))
        ?? Bounded(Number(Text(headers, "Retry-After")), TimeSpan.FromSeconds(1))
        ?? UntilDate(Text(headers, "Retry-After"), now)
        ?? (status == 429 ? Limits.Where(limit => Number(Text(headers, $"x-ratelimit-remaining-{limit}")) == 0).Max(limit => Duration(Text(headers, $"x-ratelimit-reset-{limit}"))) : null);

    /// <summary>A duration as servers write it: <c>21s</c>, <c>7.66s</c>, <c>86.4ms</c>, <c>6m0s</c>, <c>1h2m3s</c>.</summary>
    public static TimeSpan? Duration(string? text) => text is { Length: > 0 and < 40 } && Durations().Match(text) is { Success: true } parts
        ? Bounded(Part(parts, "d") * 86_400 + Part(parts, "h") * 3_600 + Part(parts, "m") * 60 + Part(parts, "s") + Part(parts, "ms") / 1_000, TimeSpan.FromSeconds(1))
        : null;

    /// <summary>What a message says in words: "Please try again in 7.66s", "Please retry after 6 seconds".</summary>
    public static TimeSpan? InWords(string? message) => message is null ? null
        : Words().Match(message) is not { Success: true } found ? null
        : found.Groups["seconds"] is { Success: true } seconds ? Bounded(Number(seconds.Value), TimeSpan.FromSeconds(1))
        : Duration(found.Groups["duration"].Value);

    private static string? Text(HttpResponseHeaders headers, string name) => headers.NonValidated.TryGetValues(name, out var values) ? values.ToString().Trim() : null;

    private static TimeSpan? UntilDate(string? text, DateTimeOffset now) =>
        RetryConditionHeaderValue.TryParse(text, out var header) && header.Date is { } date ? Bounded((date - now).TotalSeconds > 0 ? (date - now).TotalSeconds : 0, TimeSpan.FromSeconds(1)) : null;

    private static double? Number(string? text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static TimeSpan? Bounded(double? count, TimeSpan unit) => count is >= 0 and var some ? some >= Longest / unit ? Longest : some * unit : null;

    private static double Part(Match parts, string name) => Number(parts.Groups[name].Value) ?? 0;

    [GeneratedRegex(@"^(?=\d)(?:(?<d>\d+)d)?(?:(?<h>\d+)h)?(?:(?<m>\d+)m(?!s))?(?:(?<s>\d+(?:\.\d+)?)s)?(?:(?<ms>\d+(?:\.\d+)?)ms)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Durations();

    [GeneratedRegex(@"\b(?:try again|retry) (?:in|after) (?:(?<seconds>\d+(?:\.\d+)?) ?sec(?:ond)?s?\b|(?<duration>\d[\d.dhms]*s)\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
