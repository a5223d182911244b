using System.Text.RegularExpressions;
using KernelHost;

namespace QueryRewriting;

/// <summary>Picks the usable queries out of an answer.</summary>
internal static partial class Alternatives
{
    private const int LongestQuery = 500;

    public static ExpandedQuery Accept(string query, string answer, int count)
    {
        string[] queries =
        [
            .. Read(answer)
                .Select(text => text.Trim())
                .Where(text => text.Length is > 0 and <= LongestQuery && !string.Equals(text, query.Trim(), StringComparison.OrdinalIgnoreCase))
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Take(count),
        ];
        return queries switch
        {
            [] => ExpandedQuery.Original(query, "no_alternatives"),
            [var first, ..] when RewriteCheck.IsRefusal(first) => ExpandedQuery.Original(query, "refusal"),
            _ => new() { Queries = queries },
        };
    }

    // Models without JSON output answer with a list, one query on a line.
    private static IEnumerable<string> Read(string answer) =>
        ModelAnswer.TryReadJson<Answer>(answer, out var json)
            ? json.Queries?.OfType<string>() ?? []
            : answer.Split('\n').Where(line => !line.Contains("```", StringComparison.Ordinal) && !line.TrimEnd().EndsWith(':')).Select(line => Bullet().Replace(line, "").Trim(' ', '"'));

    [GeneratedRegex(@"^\s*(?:[-*•]|\d{1,2}[.)])\s*")]
    private static partial Regex Bullet();

    private sealed record Answer(IReadOnlyList<string?>? Queries);
}
