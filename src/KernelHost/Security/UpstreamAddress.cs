using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace KernelHost.Security;

/// <summary>An http or https address in its one canonical spelling: what two spellings of the same place have in common. Immutable.</summary>
/// <param name="Host">Lower case, punycode, without a trailing dot; an IP address in its usual form, without brackets.</param>
/// <param name="PathAndQuery">Without a trailing slash.</param>
internal sealed record UpstreamAddress(string Scheme, string Host, int Port, string PathAndQuery)
{
    private static readonly string[] SecretMembers = ["key", "api_key", "api-key", "apikey", "token", "access_token", "subscription-key"];

    /// <summary>Host and port, as an entry of <c>Security:AllowedUpstreams</c> would name them.</summary>
    public string Authority => $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";

    /// <summary>Scheme, host and port: a key given for https is not sent over http.</summary>
    public string Origin => $"{Scheme}://{Authority}";

    public override string ToString() => Origin + PathAndQuery;

    /// <summary>The canonical spelling; of what is no address, the text as it is.</summary>
    public static string Canonical(string text) => TryParse(text, out var address, out _) ? address.ToString() : text;

    /// <param name="problem">What is wrong with it, as a sentence.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out UpstreamAddress? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        problem = Misspelling(text);
        if (problem is null)
        {
            var uri = new Uri(text, UriKind.Absolute);
            address = new(uri.Scheme, CanonicalHost(uri), uri.Port, uri.AbsolutePath.TrimEnd('/') + uri.Query);
        }

        return address is not null;
    }

    private static string? Misspelling(string text) =>
        text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '\\') ? "An address holds no blanks, line breaks or backslashes."
        : !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.IdnHost.TrimEnd('.').Length == 0 || uri.Port == 0
            ? "An address starts with http:// or https:// and names a host."
        : WrittenAuthority(text).Contains('@', StringComparison.Ordinal) ? "An address holds no user name or password."
        : WrittenAuthority(text).Contains('%', StringComparison.Ordinal) ? "The host of an address holds no \"%\": write it plainly, without a zone."
        : uri.Fragment.Length > 0 || text.Contains('#', StringComparison.Ordinal) ? "An address holds no \"#\" part: no server would ever see it."
        : HoldsSecret(uri) ? "An address is shown to whoever may read the configuration, so it holds no key or token. Give it as the secret beside the address."
        : null;

    private static string WrittenAuthority(string text)
    {
        var rest = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..];
        return rest.IndexOfAny(['/', '?', '#']) is >= 0 and var end ? rest[..end] : rest;
    }

    private static bool HoldsSecret(Uri uri) => uri.Query.TrimStart('?').Split('&')
        .Any(member => SecretMembers.Contains(Uri.UnescapeDataString(member.Split('=')[0]), StringComparer.OrdinalIgnoreCase));

    // The framework knows decimal, octal, hexadecimal and short IPv4, and maps letters of other alphabets; what is left are the dot and the mapped forms.
    private static string CanonicalHost(Uri uri)
    {
        var host = uri.IdnHost.TrimEnd('.').ToLowerInvariant();
        if (!IPAddress.TryParse(host, out var ip))
        {
            return host;
        }

        return (ip.AddressFamily == AddressFamily.InterNetworkV6 && ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip).ToString();
    }
}
