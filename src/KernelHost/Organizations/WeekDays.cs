using System.Collections.Immutable;

namespace KernelHost.Organizations;

/// <summary>Days of the week and times of day as a config writes them.</summary>
internal static class WeekDays
{
    public static ImmutableArray<string> Names { get; } = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>Null when it is none.</summary>
    public static DayOfWeek? Parse(string text) => Names.IndexOf(text) is >= 0 and var index ? (DayOfWeek)index : null;

    /// <summary><c>00:00</c> to <c>23:59</c>; null when it is no such time.</summary>
    public static TimeOnly? ParseTime(string text) => TimeOnly.TryParseExact(text, "HH':'mm", out var time) ? time : null;

    /// <summary>Null when this machine knows no such zone.</summary>
    public static TimeZoneInfo? ZoneOf(string? name) => name is null ? TimeZoneInfo.Utc : TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
}
