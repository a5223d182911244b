using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace KernelHost.Security;

/// <summary>One entry of <c>Security:AllowedUpstreams</c>: <c>host</c> (any port), <c>host:port</c>, <c>*.host</c> (subdomains, not the host itself), <c>[IPv6]</c>.</summary>
/// <param name="Port">Null = any.</param>
internal sealed record AllowedUpstream(string Host, int? Port, bool IsWildcard)
{
    private const string Wildcard = "*.";

    /// <summary>The address when the entry is one literally.</summary>
    public IPAddress? Literal { get; } = IPAddress.TryParse(Host, out var address) ? address : null;

    public bool Matches(UpstreamAddress address) => (Port is null || Port == address.Port)
        && (IsWildcard ? address.Host.EndsWith($".{Host}", StringComparison.Ordinal) : address.Host == Host);

    public static AllowedUpstream Parse(string entry) =>
        TryParse(entry, out var parsed, out var problem) ? parsed : throw new FormatException($"\"{entry}\" {problem}");

    /// <param name="problem">The end of a sentence that starts with the entry.</param>
    public static bool TryParse(string entry, [NotNullWhen(true)] out AllowedUpstream? parsed, out string? problem)
    {
        var isWildcard = entry.StartsWith(Wildcard, StringComparison.Ordinal);
        var (host, port) = Split(isWildcard ? entry[Wildcard.Length..] : entry);
        UpstreamAddress? address = null;
        problem = entry.Contains("://", StringComparison.Ordinal) || entry.IndexOfAny(['/', '?', '#', '@', '%', '\\']) >= 0 ? "is more than \"host\" or \"host:port\"."
            : host.Contains('*', StringComparison.Ordinal) ? "has a \"*\" that is not the whole first label: write \"*.example.com\"."
            : host.Contains(':', StringComparison.Ordinal) && host[0] != '[' ? "is an IPv6 address without brackets: write \"[::1]\" or \"[::1]:8080\"."
            : port is { } text && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536) ? "has a port that is not 1 to 65535."
            : !UpstreamAddress.TryParse($"http://{host}", out address, out _) ? "names no host."
            : isWildcard && IPAddress.TryParse(address.Host, out _) ? "has a \"*\" before an IP address."
            : null;
        parsed = problem is null && address is not null ? new(address.Host, port is null ? null : int.Parse(port, CultureInfo.InvariantCulture), isWildcard) : null;
        return parsed is not null;
    }

    private static (string Host, string? Port) Split(string text)
    {
        var colon = text.LastIndexOf(':');
        var hasPort = colon >= 0 && (text.StartsWith('[') ? colon > text.LastIndexOf(']') : text.IndexOf(':', StringComparison.Ordinal) == colon);
        return hasPort ? (text[..colon], text[(colon + 1)..]) : (text, null);
    }
}
