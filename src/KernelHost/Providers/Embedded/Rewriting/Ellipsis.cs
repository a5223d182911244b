using System.Text.RegularExpressions;
using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Providers.Embedded.Rewriting;

/// <summary>Questions that leave the sentence out: "Why?", "What about Rome?". The last question, itself made self-contained, supplies it.</summary>
internal static partial class Ellipsis
{
    /// <summary>The whole question; null when this one is no ellipsis or nothing completes it.</summary>
    public static string? Complete(string question, Conversation conversation)
    {
        var bare = BareWord().Match(question);
        var another = WhatAbout().Match(question);
        if ((!bare.Success && !another.Success) || LastQuestion(conversation) is not { } last)
        {
            return null;
        }

        return bare.Success ? AskAnew(bare.Groups[1].Value, last) : AskOf(another.Groups[1].Value, another.Groups[2].Value, last);
    }

    private static string? LastQuestion(Conversation conversation)
    {
        var index = conversation.Turns.Count - 1;
        while (index >= 0 && !conversation.Turns[index].TrimEnd().EndsWith('?'))
        {
            index--;
        }

        if (index < 0)
        {
            return null;
        }

        var last = Sentences.Of(conversation.Turns[index])[^1];
        var before = conversation with { Turns = [.. conversation.Turns.Take(index)] };

        // An ellipsis of an ellipsis would need the one before that; one step back is all people expect.
        return BareWord().IsMatch(last) || WhatAbout().IsMatch(last) ? null : QuestionRewriter.Rewrite(last, before);
    }

    // "Where did X go?" + "Why?" = "Why did X go?"
    private static string AskAnew(string questionWord, string last)
    {
        var sentence = QuestionStart().Replace(last, "", 1).TrimStart();
        return $"{questionWord} {Lowered(sentence)}";
    }

    // "When was X founded?" + "What about Y?" = "When was Y founded?"; "When does the museum open?" + "What about the library?" = "When does the library open?"
    private static string AskOf(string article, string other, string last) =>
        ProperNames.Of(last).LastOrDefault(name => !last.StartsWith(name, StringComparison.Ordinal)) is { } name
            ? last.Replace(name, other, StringComparison.Ordinal)
            : article.Length > 0 && QuestionThing.In(last) is { } thing ? last.Replace(thing, article.ToLowerInvariant() + other, StringComparison.OrdinalIgnoreCase)
            : $"{last.TrimEnd('?', ' ')}, and {other}?";

    private static string Lowered(string sentence) =>
        AuxiliaryStart().IsMatch(sentence) ? char.ToLowerInvariant(sentence[0]) + sentence[1..] : sentence;

    [GeneratedRegex(@"^(?:and |but )?(why|when|where|how)(?: (?:so|not|then))?\s*\?*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BareWord();

    [GeneratedRegex(@"^(?:and )?(?:what|how) about (the )?((?!his |her |its |their |that |this |it\b|him\b|them\b|you\b).{2,60}?)\s*\?*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WhatAbout();

    [GeneratedRegex(@"^(?:who|which|what|when|where|why|how)(?: (?:many|much|long|often|old|far))?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex QuestionStart();

    [GeneratedRegex(@"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AuxiliaryStart();
}
