using System.Text.RegularExpressions;
using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Providers.Embedded.Rewriting;

/// <summary>Other ways to search for the same: the key words alone, the question turned into a phrase, and common search forms.</summary>
internal static partial class QueryVariants
{
    private static readonly string[] Forms = ["{0} overview", "information about {0}", "{0} explained", "{0} details", "{0} facts", "guide to {0}", "{0} background", "{0} examples"];

    /// <summary>As many as asked for, all different, none equal to the question; more than the forms allow are numbered.</summary>
    public static List<string> Of(string question, int count)
    {
        var phrase = QuestionWords().Replace(question.Trim().TrimEnd('?', '.', '!', ' '), "").Trim();
        var keys = string.Join(' ', Words.Of(question).Select(Words.WithoutPossessive).Where(word => !Words.IsStop(word)));
        var subject = keys.Length > 0 ? keys : question.Trim();
        return [.. new[] { keys, phrase }
            .Concat(Forms.Select(form => form.Replace("{0}", subject, StringComparison.Ordinal)))
            .Concat(Enumerable.Range(2, Math.Max(0, count)).Select(number => $"{subject} {number}"))
            .Where(variant => variant.Length > 0 && !variant.Equals(question.Trim(), StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(Math.Max(0, count))];
    }

    [GeneratedRegex(@"^(?:please )?(?:(?:what|who|which|when|where|why|how)\b)?(?: ?(?:is|are|was|were|do|does|did|can|could|should|would|will|to)\b)?(?: (?:i|you|we)\b)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex QuestionWords();
}
