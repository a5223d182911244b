using System.Globalization;
using KernelHost.Server.Errors;
using Microsoft.Net.Http.Headers;

namespace KernelHost.Server.Endpoints;

/// <summary>The version of a config, or of another thing that is replaced whole, as <c>ETag</c> and <c>If-Match</c>.</summary>
internal static class ConfigVersionTag
{
    public static EntityTagHeaderValue Of(long version) => new($"\"{version.ToString(CultureInfo.InvariantCulture)}\"");

    public static void SetTag(this HttpResponse response, long version) => response.Headers.ETag = Of(version).ToString();

    /// <summary>Null when the client takes whatever is there.</summary>
    /// <exception cref="ApiErrorException">400: it is no version.</exception>
    public static long? Expected(string? ifMatch) => ifMatch switch
    {
        null or "" or "*" => null,
        // A proxy that compresses an answer makes its tag a weak one, "W/".
        var tag when long.TryParse((tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag).Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) => version,
        _ => throw new ApiErrorException(ApiError.BadParameter(HeaderNames.IfMatch, "\"If-Match\" must be the \"ETag\" of what was read, such as \"3\" with its quotes.")),
    };
}
