using System.Text.RegularExpressions;
using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Providers.Embedded.Rewriting;

/// <summary>The thing without a name that a question is about, as it is written there: "the reading room" of "When does the reading room open?".</summary>
internal static partial class QuestionThing
{
    private const int MostWords = 4;

    private static readonly HashSet<string> States = [.. "open closed available free ready busy full empty full-time called used made needed allowed".Split(' ')];

    /// <summary>What stands last wins, unless it only says where or when; null when the question has none.</summary>
    public static string? In(string question)
    {
        var things = Start().Matches(question).Select(start => (Before: start.Groups["before"].Value.ToLowerInvariant(), Thing: From(question, start))).Where(found => found.Thing is not null).ToList();
        var told = things.FindLast(found => !Preposition().IsMatch(found.Before)).Thing;
        return told ?? things.FirstOrDefault().Thing;
    }

    private static string? From(string question, Match start)
    {
        var determiner = start.Groups["determiner"];
        var head = Head(question[(determiner.Index + determiner.Length)..], start.Groups["before"].Value.ToLowerInvariant());
        return head is null ? null : $"{determiner.Value.ToLowerInvariant()}{head}";
    }

    // The words up to the next small one; the verb that ends a question after "does the …" is none of them, nor is "open" in "is the museum open".
    private static string? Head(string rest, string before)
    {
        var words = Run().Match(rest).Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).TakeWhile(word => !Words.IsStop(word.ToLowerInvariant())).Take(MostWords + 1).ToList();
        var verbFollows = Helping().IsMatch(before) || (Being().IsMatch(before) && words is [.., var state] && States.Contains(state));
        var kept = words.Count > 1 && verbFollows ? words.Count - 1 : Math.Min(words.Count, MostWords);
        if (kept == 0)
        {
            return null;
        }

        var head = " " + string.Join(' ', words.Take(kept));
        return kept == words.Count && Of().Match(rest, head.Length) is { Success: true } of ? head + of.Value : head;
    }

    [GeneratedRegex(@"(?<before>\b\w+) (?<determiner>the|an?|this|my|our|your)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Start();

    [GeneratedRegex(@"^(?: [\w'’-]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Run();

    [GeneratedRegex(@"\G of (?:(?:the|an?) )?(?:\p{Lu}[\w'’-]*(?: \p{Lu}[\w'’-]*){0,3}|[\w'’-]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Of();

    [GeneratedRegex("^(?:do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)$", RegexOptions.CultureInvariant)]
    private static partial Regex Helping();

    [GeneratedRegex("^(?:is|are|was|were)$", RegexOptions.CultureInvariant)]
    private static partial Regex Being();

    [GeneratedRegex("^(?:of|in|on|at|to|for|from|by|with|into|over|under|between|through|after|before|during|without|within|since|until)$", RegexOptions.CultureInvariant)]
    private static partial Regex Preposition();
}
