using System.Collections.Frozen;
using System.Globalization;
using KernelHost.Organizations;

namespace KernelHost.Models.Rules;

/// <summary>Days and a time of day in a zone. Both are looked up by the local clock: at two in the morning on Saturday it is Saturday, in a window that began on Friday evening too.</summary>
/// <param name="Zone">Null = this machine does not know it, though another did: then it is never that time.</param>
internal sealed record TimeWindow(TimeZoneInfo? Zone, TimeOnly? From, TimeOnly? To, FrozenSet<DayOfWeek>? Days)
{
    /// <summary>Null when a condition is not about time.</summary>
    public static TimeWindow? Of(RouteCondition when) => when.Between is null && when.Days is null ? null : new(
        WeekDays.ZoneOf(when.TimeZone),
        when.Between is [var from, _] ? WeekDays.ParseTime(from) : null,
        when.Between is [_, var to] ? WeekDays.ParseTime(to) : null,
        when.Days is { } days ? days.Select(WeekDays.Parse).OfType<DayOfWeek>().ToFrozenSet() : null);

    public bool Contains(DateTimeOffset time)
    {
        if (Zone is null)
        {
            return false;
        }

        var local = TimeZoneInfo.ConvertTime(time, Zone);
        return (Days is null || Days.Contains(local.DayOfWeek))
            && (From is not { } from || To is not { } to || TimeOnly.FromTimeSpan(local.TimeOfDay).IsBetween(from, to));
    }

    public string Tell(DateTimeOffset time)
    {
        if (Zone is null)
        {
            return "this machine does not know the time zone";
        }

        var local = TimeZoneInfo.ConvertTime(time, Zone);
        string[] wanted = [.. From is { } from && To is { } to ? [string.Create(CultureInfo.InvariantCulture, $"{from:HH:mm} to {to:HH:mm}")] : Array.Empty<string>(), .. Days is null ? [] : DayNames(Days)];
        return string.Create(CultureInfo.InvariantCulture, $"{WeekDays.Names[(int)local.DayOfWeek]} {local:HH:mm} in {Zone.Id}, wanted {string.Join(", ", wanted)}");
    }

    private static IEnumerable<string> DayNames(IEnumerable<DayOfWeek> days) => days.Order().Select(day => WeekDays.Names[(int)day]);
}
