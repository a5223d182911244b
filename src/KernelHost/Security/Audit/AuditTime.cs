using System.Globalization;

namespace KernelHost.Security;

/// <summary>Times of the audit log: to the millisecond, always written with three decimals, because the text is hashed.</summary>
public static class AuditTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    internal static string Write(long milliseconds) =>
        IsTime(milliseconds) ? Write(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)) : milliseconds.ToString(CultureInfo.InvariantCulture);

    internal static DateTimeOffset Read(long milliseconds) => IsTime(milliseconds) ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;

    private static bool IsTime(long milliseconds) =>
        milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
}
