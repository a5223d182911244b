using System.Globalization;
using System.Text.RegularExpressions;
using KernelHost.Providers.Embedded.Prompts;
using KernelHost.Providers.Embedded.Rewriting;

namespace KernelHost.Providers.Embedded.Rules;

/// <summary>Recognises that a prompt asks for a question made self-contained, or for other ways to ask it.</summary>
internal static partial class RewriteRequest
{
    private const int UsualVariants = 3;
    private const int MaxVariants = 50;

    public static bool AsksForRewrite(Prompt prompt) => Rewrite().IsMatch(prompt.Everything);

    public static bool AsksForVariants(Prompt prompt) => Variants().IsMatch(prompt.Everything);

    public static string Rewritten(Prompt prompt) => QuestionRewriter.Rewrite(QuestionOf(prompt), prompt.Conversation);

    public static List<string> VariantsFor(Prompt prompt)
    {
        var count = Count().Match(prompt.Everything) is { Success: true } match && int.TryParse(match.Value, CultureInfo.InvariantCulture, out var asked) ? asked : UsualVariants;
        return QueryVariants.Of(Rewritten(prompt), Math.Min(count, MaxVariants));
    }

    // With instruction and question in one unlabelled message, the question is what the last line or the part after a colon says.
    private static string QuestionOf(Prompt prompt)
    {
        if (prompt.Question != prompt.Message || !(Rewrite().IsMatch(prompt.Message) || Variants().IsMatch(prompt.Message)))
        {
            return prompt.Question;
        }

        var last = prompt.Message.Split('\n')[^1];
        return last.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon ? last[(colon + 2)..].Trim() : last.Trim();
    }

    [GeneratedRegex(@"\b(?:rewrit\w*|re-write|rephras\w*|reformulat\w*|condens\w*|stand-?alone|self-contained|contextuali[sz]e)\b[^\n]{0,120}\b(?:quer(?:y|ies)|questions?)\b|\b(?:quer(?:y|ies)|questions?)\b[^\n]{0,80}\b(?:rewrit\w*|rephras\w*|reformulat\w*|stand-?alone|self-contained)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Rewrite();

    [GeneratedRegex(@"\b(?:generate|give|suggest|write|produce|list|return|create)\b[^\n]{0,60}\b(?:alternative|different|variations?|variants?|paraphras\w*|related|search|other|expanded)\b[^\n]{0,40}\b(?:quer(?:y|ies)|questions|phrasings)\b|\bexpand\w*\b[^\n]{0,40}\bquer(?:y|ies)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Variants();

    [GeneratedRegex(@"\b\d{1,2}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Count();
}
