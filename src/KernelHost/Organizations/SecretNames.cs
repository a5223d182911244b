using System.Text.Json;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>
/// Members a config does not know are kept and shown as they are. One whose name says that it holds a secret is therefore refused: whoever wrote it
/// thought it would be kept safe.
/// </summary>
internal static class SecretNames
{
    // Innocent elsewhere; beside an "api_key" they are meant for one.
    private static readonly string[] BesideASecret = ["key", "pass", "pwd", "bearer", "access", "auth"];

    private static readonly string[] Whole = ["token", "bearer", "authorization", "credential", "credentials", "passwd", "passphrase"];

    private static readonly string[] Endings =
        ["apikey", "apikeys", "accesskey", "secretkey", "privatekey", "apitoken", "accesstoken", "authtoken", "bearertoken", "secret", "password"];

    /// <summary>Whether text under this name is surely meant to be a secret. <c>max_tokens</c>, <c>eos_token</c> and <c>prompt_cache_key</c> are not.</summary>
    public static bool IsOne(string name)
    {
        // As variables are named: FILES_TOKEN, but not max_tokens or eos_token.
        if (name.EndsWith("_TOKEN", StringComparison.Ordinal) || name.EndsWith("_KEY", StringComparison.Ordinal))
        {
            return true;
        }

        var folded = string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return Whole.Contains(folded) || Array.Exists(Endings, ending => folded.EndsWith(ending, StringComparison.Ordinal));
    }

    /// <summary>Whether it is one where an object has a place for a secret of its own.</summary>
    public static bool IsOneBesideASecret(string name) =>
        IsOne(name) || Array.Exists(BesideASecret, word => name.Split('_', '-', '.').Contains(word, StringComparer.OrdinalIgnoreCase));

    /// <summary>The paths of all secrets in a value that nobody here knows, itself included.</summary>
    /// <param name="besideASecret">Whether the object it is in has a member for secrets.</param>
    public static IEnumerable<string> Misplaced(string name, JsonElement value, string path, bool besideASecret = false) =>
        Misplaced(besideASecret ? IsOneBesideASecret(name) : IsOne(name), value, path);

    private static IEnumerable<string> Misplaced(bool isSecret, JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Misplaced(isSecret || IsOne(member.Name), member.Value, JsonPath.Member(path, member.Name))),
        JsonValueKind.Array => value.EnumerateArray().SelectMany((item, index) => Misplaced(isSecret, item, $"{path}[{index}]")),
        JsonValueKind.String when value.GetString() is { } text && ((isSecret && !IsHarmless(text)) || SecretForms.LooksLikeKey(text)) => [path],
        _ => [],
    };

    // A variable's name is no secret.
    private static bool IsHarmless(string text) => text.Length == 0 || (text.StartsWith("${env:", StringComparison.Ordinal) && text.EndsWith('}'));
}
