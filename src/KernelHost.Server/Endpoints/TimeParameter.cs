using System.Globalization;
using KernelHost.Server.Errors;

namespace KernelHost.Server.Endpoints;

/// <summary>A query parameter that is a time, as RFC 3339 writes it.</summary>
internal static class TimeParameter
{
    private static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mm:ssZ", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFZ", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    /// <summary>Null when it is absent or empty.</summary>
    public static DateTimeOffset? Read(string? text, string name) => string.IsNullOrEmpty(text)
        ? null
        : DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new ApiErrorException(ApiError.BadParameter(name, $"\"{name}\" must be an RFC 3339 time such as \"2026-01-31T12:00:00Z\"; a \"+\" in an address is written %2B."));
}
