using System.Text.RegularExpressions;

namespace KernelHost.Providers.Embedded.Text;

/// <summary>Names in a text, found by their capitals ("Lea Salonga", "House of Cards") or by quotation marks.</summary>
internal static partial class ProperNames
{
    private const int MaxLength = 80;

    /// <summary>In order of appearance, repeats included. A lone capital at the start of a sentence counts only if it is not a common word.</summary>
    public static List<string> Of(string text) =>
        [.. Capitalised().Matches(text).Select(match => Trim(match.Value)).Where(IsName)];

    public static List<string> Quoted(string text) =>
        [.. QuotedText().Matches(text).Select(match => match.Groups[1].Value.TrimEnd(',', '.').Trim()).Where(title => title.Length > 1)];

    private static string Trim(string name)
    {
        while (name.IndexOf(' ') is > 0 and var space && IsOrdinary(name[..space]))
        {
            name = name[(space + 1)..];
        }

        return name.EndsWith("'s", StringComparison.Ordinal) ? name[..^2] : name;
    }

    private static bool IsName(string name) => name.Length is > 1 and <= MaxLength && !IsOrdinary(name);

    private static bool IsOrdinary(string word) =>
        Words.IsStop(word.ToLowerInvariant().TrimEnd('\'')) && !word.Equals("The", StringComparison.Ordinal);

    [GeneratedRegex(@"\p{Lu}[\p{L}\p{M}\p{Nd}'’&.-]*[\p{L}\p{Nd}](?:(?: (?:of|the|de|la|von|van|and the|of the|&))? \p{Lu}[\p{L}\p{M}\p{Nd}'’&-]*)*", RegexOptions.CultureInvariant)]
    private static partial Regex Capitalised();

    [GeneratedRegex("[\"“]([^\"”“\n]{1,80})[\"”]", RegexOptions.CultureInvariant)]
    private static partial Regex QuotedText();
}
