using System.Text.RegularExpressions;

namespace QueryRewriting;

/// <summary>Decides whether an answer is a rewritten query or nonsense.</summary>
internal static partial class RewriteCheck
{
    // "Why?" grows more than tenfold when it is made to stand on its own, so short queries count as this long.
    private const int ShortQuery = 20;
    private const int MostGrowth = 10;

    public static RewrittenQuery Accept(string query, string answer)
    {
        var rewritten = Clean(answer);
        if (rewritten.Length == 0)
            return RewrittenQuery.Original(query, "empty_answer");
        if (answer.Length >= MostGrowth * Math.Max(query.Length, ShortQuery))
            return RewrittenQuery.Original(query, "answer_too_long");
        if (IsRefusal(rewritten) && !IsRefusal(query))
            return RewrittenQuery.Original(query, "refusal");

        return string.Equals(rewritten, query.Trim(), StringComparison.OrdinalIgnoreCase)
            ? RewrittenQuery.Original(query, "unchanged")
            : new() { Query = rewritten, Rewritten = true };
    }

    public static bool IsRefusal(string answer) => Refusal().IsMatch(answer);

    // Small models like to announce, quote and explain what they were asked to give bare.
    private static string Clean(string answer)
    {
        var line = answer.Replace("```", "", StringComparison.Ordinal)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(text => Label().Replace(text, "").Trim(' ', '"', '“', '”', '*', '`'))
            .FirstOrDefault(text => text.Length > 0);
        return line ?? "";
    }

    [GeneratedRegex(@"^(?:here(?: is|'s)[^:]*:|\W*(?:rewritten|self-contained|standalone)?\s*(?:question|query|answer)\W*:)\W*", RegexOptions.IgnoreCase)]
    private static partial Regex Label();

    [GeneratedRegex(@"^(?:i['’]m sorry|i am sorry|sorry\b|i apologi[sz]e|as an? (?:ai|language model)|(?:i['’]m|i am) (?:unable|not able)|i (?:cannot|can not|can['’]t|won['’]t) (?:help|assist|answer|comply|fulfil|rewrite|provide|do|process|create|engage))", RegexOptions.IgnoreCase)]
    private static partial Regex Refusal();
}
