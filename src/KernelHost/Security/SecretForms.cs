using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace KernelHost.Security;

/// <summary>
/// Takes a secret out of foreign text, in every way that servers and exceptions are known to write one down: as it is, in JSON, in an address, in Base64
/// (as <c>Basic</c> credentials have it, with anything before it), in hex.
/// </summary>
public static partial class SecretForms
{
    public const string Hidden = "***";

    // What is shorter is found in innocent words as well.
    private const int ShortestEncoded = 8;

    /// <summary>The text with <see cref="Hidden"/> in place of the secret; upper and lower case do not matter.</summary>
    public static string Hide(string text, Secret secret)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(secret);
        return Of(secret).Aggregate(text, (shown, form) => shown.Replace(form, Hidden, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The text without what looks like somebody's key, whoever's it is.</summary>
    public static string HideLikely(string text) => LikelyKey().Replace(text, Hidden);

    /// <summary>Whether the whole text is somebody's key by its look: a provider's prefix and at least twenty characters, digits among them.</summary>
    public static bool LooksLikeKey(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length >= 20 && text.Any(char.IsAsciiDigit) && LikelyKey().Match(text) is { Success: true, Index: 0 } match && match.Length == text.Length;
    }

    public static bool Holds(string text, Secret secret)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(secret);
        return Of(secret).Any(form => text.Contains(form, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> Of(Secret secret) => secret.Reveal().Trim() switch   // keys are pasted, line end and all
    {
        "" => [],
        { Length: < ShortestEncoded } key => [key],
        var key => new[]
        {
            key,
            Escaped(key, JavaScriptEncoder.Default),
            Escaped(key, JavaScriptEncoder.UnsafeRelaxedJsonEscaping),
            Escaped(key, JavaScriptEncoder.Default).Replace("/", "\\/", StringComparison.Ordinal),
            Escaped(key, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Replace("/", "\\/", StringComparison.Ordinal),
            Uri.EscapeDataString(key),
            HtmlEncoder.Default.Encode(key),
            Convert.ToHexString(Encoding.UTF8.GetBytes(key)),
            Base64(key, 0),
            Base64(key, 1),
            Base64(key, 2),
        }.Distinct(StringComparer.OrdinalIgnoreCase),
    };

    private static string Escaped(string key, JavaScriptEncoder encoder) => encoder.Encode(key);

    // Three ways to stand in a longer text; the characters that its neighbours have a share in are left out.
    private static string Base64(string key, int before)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        var text = Convert.ToBase64String([.. new byte[before], .. bytes]);
        var whole = (before + bytes.Length) / 3 * 4;
        return text[(before == 0 ? 0 : 4)..whole];
    }

    [GeneratedRegex(@"\b(sk|gsk|xai|hf|kh)[-_][\w*.-]{8,}|\bAIza[\w-]{20,}|(?<=\bBearer\s)\S+", RegexOptions.IgnoreCase)]
    private static partial Regex LikelyKey();
}
