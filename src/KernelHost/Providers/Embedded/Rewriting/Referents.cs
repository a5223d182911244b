using System.Text.RegularExpressions;
using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Providers.Embedded.Rewriting;

/// <summary>What in a conversation a later pronoun can stand for. The nearer turn wins; within a turn the first name fits best for people and things.</summary>
internal sealed partial class Referents(Conversation conversation)
{
    /// <summary>How far back a name is still present; a heading is always.</summary>
    private const int Reach = 8;

    private readonly List<List<string>> _names = [.. conversation.NewestFirst.Take(Reach).Select(turn => ProperNames.Of(turn).Where(IsName).ToList())];

    /// <summary>What it is all about: the heading, else the name said most often, the earliest among equals.</summary>
    public string? Topic => conversation.Heading ?? _names
        .AsEnumerable().Reverse().SelectMany(names => names)
        .GroupBy(name => name)
        .MaxBy(group => group.Count())?.Key;

    public string? Person(Gender gender) =>
        conversation.Heading is { } heading && !SpokenOfAs(Opposite(gender)) && MayBe(heading, gender)
            ? heading
            : Nearest(name => PersonNames.IsSurelyPerson(name) && MayBe(name, gender))
                ?? Nearest(name => PersonNames.MayBePerson(name) && MayBe(name, gender))
                ?? Topic;

    public string? Thing() => conversation.Heading is { } heading && !TopicIsPerson
        ? heading
        : TitleInLastTurns() ?? LastAsked() ?? Nearest(name => !PersonNames.MayBePerson(name)) ?? Asked() ?? (TopicIsPerson ? null : Topic);

    /// <summary>Several: "A and B" said lately, when the topic is one person; else the topic, which may be a band or a people.</summary>
    public string? Group() => conversation.Heading is { } heading && !TopicIsPerson
        ? heading
        : conversation.NewestFirst.Take(Reach).Select(turn => Coordination().Match(turn)).FirstOrDefault(match => match.Success)?.Value ?? Topic ?? Asked();

    public string? Place() => conversation.NewestFirst.Take(2)
        .Select(turn => InPlace().Match(turn)).FirstOrDefault(match => match.Success)?.Groups[1].Value;

    /// <summary>What "that album" or "this role" can mean: a quoted title of the last answer or question, else another name in the last question.</summary>
    public string? Mentioned() => TitleInLastTurns()
        ?? _names.Skip(1).Take(1).SelectMany(names => names).LastOrDefault(name => Topic is not { } topic || !topic.Contains(name, StringComparison.OrdinalIgnoreCase));

    private bool TopicIsPerson => SpokenOfAs(Gender.Male) || SpokenOfAs(Gender.Female)
        || (conversation.Heading is { } heading && PersonNames.IsSurelyPerson(heading));

    /// <summary>What an earlier question was about when it has no name: "a mortgage" of "What is a mortgage?".</summary>
    private string? Asked() => conversation.NewestFirst.Take(Reach)
        .Select(turn => AskedAbout().Match(turn)).FirstOrDefault(match => match.Success)?.Groups[1].Value;

    /// <summary>"the museum" of "When does the museum open?"; not of "What is the best museum?", when the answer begins with its name.</summary>
    private string? LastAsked() =>
        conversation.NewestFirst.FirstOrDefault(turn => turn.TrimEnd().EndsWith('?')) is { } question
        && !(AsksForName().IsMatch(question) && _names is [[var answer, ..], ..] && conversation.Turns[^1].StartsWith(answer, StringComparison.Ordinal))
            ? QuestionThing.In(Sentences.Of(question)[^1])
            : null;

    private string? TitleInLastTurns() => conversation.NewestFirst.Take(2)
        .Select(turn => ProperNames.Quoted(turn).LastOrDefault()).FirstOrDefault(title => title is not null);

    private bool SpokenOfAs(Gender gender) => conversation.Turns.Any(turn => turn.Contains('?') && (gender == Gender.Male ? He() : She()).IsMatch(turn));

    // What begins a sentence has a capital too.
    private static bool IsName(string name) => !Words.IsStop(name.ToLowerInvariant()) && !Number().IsMatch(name);

    private string? Nearest(Func<string, bool> fits) => _names.SelectMany(names => names).FirstOrDefault(fits);

    private static bool MayBe(string name, Gender gender) => PersonNames.GenderOf(name) is var own && (own == gender || own == Gender.Unknown);

    private static Gender Opposite(Gender gender) => gender == Gender.Male ? Gender.Female : Gender.Male;

    [GeneratedRegex("^(?:What|Which|Who) ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AsksForName();

    [GeneratedRegex("^(?:One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Several|Both)$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(?:he|him|his)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex He();

    [GeneratedRegex(@"\b(?:she|her|hers)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex She();

    [GeneratedRegex(@"\b\p{Lu}[\w'’-]{1,30}(?: \p{Lu}[\w'’-]{1,30}){0,4} and (?:the )?\p{Lu}[\w'’-]{1,30}(?:(?: of)? \p{Lu}[\w'’-]{1,30}){0,4}", RegexOptions.CultureInvariant)]
    private static partial Regex Coordination();

    [GeneratedRegex(@"(?:^(?:what|who)(?: is| are| was| were|'s) |\b(?:about|explain|describe|define) )((?!it\b|this\b|that\b|he\b|she\b|they\b|there\b)[^?.!\n]{2,60}?)\s*(?:[?.!]|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AskedAbout();

    [GeneratedRegex(@"\b(?:to|visit|visited|[Ii]n|at) ((?:the )?\p{Lu}\p{Ll}+(?:(?: of)? \p{Lu}\p{Ll}+)*)", RegexOptions.CultureInvariant)]
    private static partial Regex InPlace();
}
