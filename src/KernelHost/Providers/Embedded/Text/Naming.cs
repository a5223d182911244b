using System.Globalization;
using System.Text.RegularExpressions;

namespace KernelHost.Providers.Embedded.Text;

/// <summary>Between names of members (<c>image_request</c>, <c>imageRequest</c>) and words.</summary>
internal static partial class Naming
{
    public static string ToWords(string name) => Boundary().Replace(name, " ").ToLowerInvariant().Trim();

    public static string ToSlug(string text) => string.Join('-', Words.Of(text).Take(6));

    public static string ToTitle(string text) =>
        text.Length == 0 ? text : string.Concat(text[..1].ToUpper(CultureInfo.InvariantCulture), text.AsSpan(1));

    public static string Singular(string name) => name switch
    {
        _ when name.EndsWith("criteria", StringComparison.OrdinalIgnoreCase) => name[..^1] + "on",
        { Length: > 4 } when name.EndsWith("ies", StringComparison.OrdinalIgnoreCase) => name[..^3] + "y",
        { Length: > 2 } when name.EndsWith('s') && !name.EndsWith("ss", StringComparison.Ordinal) => name[..^1],
        _ => name,
    };

    [GeneratedRegex(@"[_\-.\s]+|(?<=\p{Ll})(?=\p{Lu})", RegexOptions.CultureInvariant)]
    private static partial Regex Boundary();
}
