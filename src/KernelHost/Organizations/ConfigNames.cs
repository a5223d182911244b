using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>What may be a name or an address in a config.</summary>
internal static class ConfigNames
{
    // One config can hold thousands of names, and as many mistakes: each is compared with a few, and told in a sentence.
    private const int Compared = 200;
    private const int Listed = 20;

    public const string Rule = "1 to 64 letters, digits, \"_\", \"-\" or \".\", starting with a letter or digit";

    public static bool IsName(string name) => name is { Length: > 0 and <= 64 }
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    /// <param name="isDefault">The default model may be called so: the name means the same either way.</param>
    public static bool IsFreeModelName(string name, bool isDefault = false) => name is { Length: > 0 and <= 200 }
        && name.Trim() == name
        && !name.Any(char.IsControl)
        && name != ServiceIds.SmallFast && (isDefault || name != ServiceIds.Default)
        && !name.StartsWith("assistant/", StringComparison.Ordinal);

    /// <summary>http or https, a host, and nothing in it that is a secret or has two spellings.</summary>
    public static IEnumerable<ConfigProblem> CheckUrl(string path, string url) =>
        UpstreamAddress.TryParse(url, out _, out var problem) ? [] : ConfigRules.Error(path, "invalid_url", problem);

    /// <summary>A secret travels in an HTTP header: a line break inside it would start a header of its own.</summary>
    public static IEnumerable<ConfigProblem> CheckSecret(string path, Secret? secret) =>
        secret is null || secret.Reveal().Trim().All(c => c is >= ' ' and <= '~')
            ? []
            : ConfigRules.Error(path, "invalid_secret", "A secret is one line of ASCII characters: an HTTP header carries no others. Paste it again.");

    public static string Choose(string written, IEnumerable<string> choices)
    {
        var known = choices.Take(Compared).Order(StringComparer.Ordinal).ToArray();
        var meant = NearMiss.Of(written, known);
        return meant is not null ? $"Did you mean \"{meant}\"?"
            : known.Length > Listed ? $"It is one of: {string.Join(", ", known.Take(Listed))}, …"
            : known.Length > 0 ? $"It is one of: {string.Join(", ", known)}."
            : "There are none.";
    }
}
