using System.Text.RegularExpressions;

namespace KernelHost.Providers.Embedded.Rewriting;

/// <summary>
/// Makes a question stand on its own: the first pronoun becomes what it stands for, a clipped name the whole one, "the band" gets its
/// name, "why?" its sentence; a question that names nothing gets the topic. Key terms are never dropped, and nothing else is added.
/// </summary>
internal static partial class QuestionRewriter
{
    public static string Rewrite(string question, Conversation conversation)
    {
        var asked = question.Trim();
        if (asked.Length == 0 || (conversation.Heading is null && conversation.Turns.Count == 0))
        {
            return asked;
        }

        var referents = new Referents(conversation);
        if ((Ordinals.Complete(asked, conversation) ?? Ellipsis.Complete(asked, conversation)) is { } complete)
        {
            return complete;
        }

        var shown = ResolveDemonstrative(asked, referents);
        var resolved = ResolvePronoun(shown, referents) ?? (shown == asked ? NameTopic(asked, referents.Topic) : shown);
        return ResolvePlace(resolved, referents);
    }

    private static string? ResolvePronoun(string question, Referents referents)
    {
        if (Pronoun().Match(question) is not { Success: true } match || (referents.Topic is { } topic && Mentions(question, topic)))
        {
            return null;
        }

        var pronoun = match.Value.ToLowerInvariant();
        var referent = pronoun switch
        {
            "he" or "him" or "his" => referents.Person(Gender.Male),
            "she" or "her" or "hers" => referents.Person(Gender.Female),
            "it" or "its" => referents.Thing(),
            _ => referents.Group(),
        };
        if (referent is null)
        {
            return null;
        }

        var written = match.Index == 0 ? char.ToUpperInvariant(referent[0]) + referent[1..] : referent;
        return Replace(question, match, IsPossessive(pronoun, question[(match.Index + match.Length)..]) ? Possessive(written) : written);
    }

    private static bool IsPossessive(string pronoun, string rest) => pronoun switch
    {
        "his" or "its" or "their" or "hers" or "theirs" => true,
        "her" => NounFollows().IsMatch(rest),
        _ => false,
    };

    private static string NameTopic(string question, string? topic)
    {
        if (topic is null || Mentions(question, topic))
        {
            return question;
        }

        var words = topic.Split(' ').Where(word => word.Length > 3 && !Text.Words.IsStop(word.ToLowerInvariant()));
        var clipped = words.Select(word => Regex.Match(question, $@"\b{Regex.Escape(word)}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)).FirstOrDefault(match => match.Success);
        return clipped is not null ? Replace(question, clipped, topic) : AddTopic(question, topic);
    }

    private static string AddTopic(string question, string topic)
    {
        if (Article().Match(question) is { Success: true } article)
        {
            return question.Insert(article.Index + article.Length, $" about {topic}");
        }

        if (NamesSomething(question))
        {
            return question;
        }

        if (Group().Match(question) is { Success: true } group)
        {
            return question.Insert(group.Index + group.Length, $" {topic}");
        }

        return Happened().Match(question) is { Success: true } happened
            ? question.Insert(happened.Index + happened.Length, $" to {topic}")
            : BeforeEnd(question, $" ({topic})");
    }

    private static string ResolveDemonstrative(string question, Referents referents) =>
        Demonstrative().Match(question) is { Success: true } match && referents.Mentioned() is { } name && !Mentions(question, name)
            ? Replace(question, match, $"the {match.Groups[1].Value} {name}")
            : question;

    private static string ResolvePlace(string question, Referents referents) =>
        There().Match(question) is { Success: true } match && referents.Place() is { } place && !Mentions(question, place)
            ? Replace(question, match, $"in {place}")
            : question;

    private static bool NamesSomething(string question) =>
        Text.ProperNames.Of(question).Any(name => !question.StartsWith(name, StringComparison.Ordinal)) || Text.ProperNames.Quoted(question).Count > 0;

    private static bool Mentions(string question, string name) => question.Contains(name, StringComparison.OrdinalIgnoreCase);

    private static string Possessive(string name) => name + "'s";

    private static string Replace(string question, Match match, string by) => string.Concat(question.AsSpan(0, match.Index), by, question.AsSpan(match.Index + match.Length));

    private static string BeforeEnd(string question, string addition)
    {
        var body = question.TrimEnd(' ', '?', '.', '!');
        return body + addition + question[body.Length..].Trim();
    }

    [GeneratedRegex(@"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pronoun();

    [GeneratedRegex(@"^\s+(?!(?:in|on|at|to|for|from|by|with|about|into|over|after|before|during|as|and|or|when|while|because|if|so|be|do|get|go|have|ever)\b)\w+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NounFollows();

    [GeneratedRegex(@"\b(?:this|the) article\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Article();

    [GeneratedRegex(@"\bthe (?:band|group|film|movie|show|series|musical|company|novel|book|team|game|duo|play|project|product)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Group();

    [GeneratedRegex(@"\b(?:happen(?:ed|s)?|changed)\b(?! (?:to|with)\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Happened();

    [GeneratedRegex(@"\b(?:this|that) (?!article\b|time\b|is\b|was\b|are\b|were\b|the\b|he\b|she\b|it\b|they\b)([a-z]+)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Demonstrative();

    [GeneratedRegex(@"(?<!\b(?:is|are|was|were|be) )\bthere(?=\s*[?.!]*$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex There();
}
