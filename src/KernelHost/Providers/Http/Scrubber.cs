using System.Net;
using System.Text.RegularExpressions;
using KernelHost.Security;

namespace KernelHost.Providers.Http;

/// <summary>Takes keys and inner addresses out of an upstream's words before they travel on.</summary>
internal static partial class Scrubber
{
    private const string Hidden = SecretForms.Hidden;
    private const int MaxLength = 2000;

    public static string Scrub(string text, ProviderConnection connection)
    {
        if (connection.Key is { } key)
            text = SecretForms.Hide(text, key);

        text = SecretForms.HideLikely(Masked().Replace(text, Hidden));
        text = Accounts().Replace(text, Hidden);
        text = Urls().Replace(text, url => IsPublic(url.Value, connection) ? url.Value : Hidden);
        text = Addresses().Replace(text, Hidden);
        if (connection.BaseUrl.Host is { Length: > 0 } host)
            text = Regex.Replace(text, $@"(?<![\w.-]){Regex.Escape(host)}(:\d+)?(?![\w-])", Hidden, RegexOptions.IgnoreCase);

        // Cut last: a cut key would no longer be recognised.
        return text.Length > MaxLength ? text[..MaxLength] + "…" : text;
    }

    // A link to a provider's help pages is worth keeping; whatever is not plainly a public name is not.
    private static bool IsPublic(string text, ProviderConnection connection) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.HostNameType == UriHostNameType.Dns
        && url.UserInfo.Length == 0
        && url.IsDefaultPort
        && url.Host != connection.BaseUrl.Host
        && url.Host.Contains('.', StringComparison.Ordinal)
        && !Inner().IsMatch(url.Host)
        && !IPAddress.TryParse(url.Host, out _);

    // What servers leave of a key when they tell which one was wrong: its beginning, asterisks, its end.
    [GeneratedRegex(@"[\w.-]*\*{3,}[\w*.-]*\w|[\w.-]+\*{3,}")]
    private static partial Regex Masked();

    // Whose account it is at the provider is not for those who call models here: org-…, proj_…, Google's project numbers, an organisation's UUID.
    [GeneratedRegex(@"\b(?:org|proj)[-_](?=\w*\d)\w{6,}|(?<=\bprojects?[ /=:]|\bproject_number:)\d{6,}|(?<=\borg(?:ani[sz]ation)?(?: id)?[ :=(]{1,2})[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", RegexOptions.IgnoreCase)]
    private static partial Regex Accounts();

    [GeneratedRegex(@"\b[a-z][a-z0-9+.-]*://[^\s""'<>)\]]*[^\s""'<>)\].,;:]", RegexOptions.IgnoreCase)]
    private static partial Regex Urls();

    [GeneratedRegex(@"(?<![\w.])\d{1,3}(\.\d{1,3}){3}(:\d+)?(?![\w.]\d)|\blocalhost(:\d+)?\b|\[[0-9a-f:]*::?[0-9a-f:]*\](:\d+)?", RegexOptions.IgnoreCase)]
    private static partial Regex Addresses();

    [GeneratedRegex(@"\.(local|localhost|internal|intranet|lan|home|corp|svc|cluster|private|test)$|\.svc\.", RegexOptions.IgnoreCase)]
    private static partial Regex Inner();
}
