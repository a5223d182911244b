using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace KernelHost.Security;

/// <summary>Which entries; a null member does not restrict.</summary>
public sealed record AuditFilter
{
    public string? Organization { get; init; }

    /// <summary>This time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Earlier than this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The id of the key.</summary>
    public string? Actor { get; init; }

    /// <summary>As entries have it, or with <c>.*</c> at its end for all that start so.</summary>
    public string? Kind { get; init; }

    public string? Subject { get; init; }

    /// <summary>What the kind starts with, the dot included; null when <see cref="Kind"/> is exact or absent.</summary>
    internal string? KindPrefix => Kind?.EndsWith(".*", StringComparison.Ordinal) is true ? Kind[..^1] : null;
}

/// <summary>A place in the log, newest first: by time, and of the same time by id.</summary>
public readonly record struct AuditPosition(long Time, long Id)
{
    internal static AuditPosition Newest { get; } = new(long.MaxValue, long.MaxValue);

    public static bool TryParse(string? text, [NotNullWhen(true)] out AuditPosition? position)
    {
        position = text?.Split('-', 2) is [var time, var id] && Number(time) is { } at && Number(id) is { } number ? new(at, number) : null;
        return position is not null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Time}-{Id}");

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
