using System.Collections.Immutable;
using System.Text.Json;

namespace KernelHost.Organizations;

/// <summary>What a rule's <c>when</c> must be like. A condition that could never hold, or that nobody would check, is a mistake.</summary>
internal static class RouteConditionRules
{
    private const int MostKeywords = 200;
    private const int LongestKeyword = 200;
    private const int MostMembers = 20;
    private const int MostUnknown = 20;

    private static readonly string[] Known =
    [
        "min_characters", "max_characters", "min_tokens", "max_tokens", "has_question_mark", "ends_with_question_mark", "keywords", "has_images", "has_tools",
        "metadata", "between", "time_zone", "days",
    ];

    public static IEnumerable<ConfigProblem> Check(string path, RouteCondition when) =>
    [
        .. (when.Unknown?.Keys ?? []).Order(StringComparer.Ordinal).Take(MostUnknown).SelectMany(name => ConfigRules.Error(JsonPath.Member(path, name), "unknown_condition",
            $"There is no condition \"{name}\", so the rule would match what it should not. {ConfigNames.Choose(name, Known)}")),
        .. Range(path, "characters", when.MinCharacters, when.MaxCharacters),
        .. Range(path, "tokens", when.MinTokens, when.MaxTokens),
        .. when.HasQuestionMark is false && when.EndsWithQuestionMark is true
            ? ConfigRules.Error($"{path}.ends_with_question_mark", "never_holds", "A message without a question mark does not end with one.") : [],
        .. Listed($"{path}.keywords", when.Keywords, MostKeywords, Keyword),
        .. Metadata($"{path}.metadata", when.Metadata),
        .. Times(path, when),
    ];

    private static IEnumerable<ConfigProblem> Range(string path, string what, long? least, long? most) =>
    [
        .. least < 0 ? ConfigRules.Error($"{path}.min_{what}", "out_of_range", "A length is not negative.") : [],
        .. most < 0 ? ConfigRules.Error($"{path}.max_{what}", "out_of_range", "A length is not negative.") : [],
        .. least > most ? ConfigRules.Error($"{path}.min_{what}", "never_holds", $"Nothing is at least {least} and at most {most}.") : [],
    ];

    private static IEnumerable<ConfigProblem> Keyword(string path, string keyword) => keyword.Trim().Length == 0 || keyword.Length > LongestKeyword
        ? ConfigRules.Error(path, "invalid_keyword", $"A keyword is 1 to {LongestKeyword} characters, and not only blanks.")
        : [];

    private static IEnumerable<ConfigProblem> Metadata(string path, ImmutableDictionary<string, JsonElement>? wanted) => wanted switch
    {
        null => [],
        { Count: 0 } => ConfigRules.Error(path, "empty", "Name a member and what it must be, or leave this out."),
        { Count: > MostMembers } => ConfigRules.Error(path, "too_many", $"At most {MostMembers} members are compared."),
        _ => wanted.Where(member => member.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False))
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .SelectMany(member => ConfigRules.Error(JsonPath.Member(path, member.Key), "wrong_type", "Expected text, a number, true or false.")),
    };

    private static IEnumerable<ConfigProblem> Times(string path, RouteCondition when) =>
    [
        .. when.Between is { } between ? Between($"{path}.between", between) : [],
        .. Listed($"{path}.days", when.Days, WeekDays.Names.Length, Day),
        .. when is { TimeZone: not null, Between: null, Days: null }
            ? ConfigRules.Error($"{path}.time_zone", "conflicting_members", "A time zone is for \"between\" or \"days\"; neither is here.") : [],
        .. WeekDays.ZoneOf(when.TimeZone) is null
            ? ConfigRules.Error($"{path}.time_zone", "unknown_time_zone", "This host knows no such time zone: it takes names such as \"Europe/Berlin\" or \"UTC\".") : [],
    ];

    private static IEnumerable<ConfigProblem> Between(string path, ImmutableArray<string> between) =>
        between is not [var from, var to] || WeekDays.ParseTime(from) is null || WeekDays.ParseTime(to) is null
            ? ConfigRules.Error(path, "invalid_time", "Write two times of day: [\"18:00\", \"06:00\"] is from six in the evening up to six in the morning.")
            : from == to ? ConfigRules.Error(path, "never_holds", "The two times are the same: leave this out for the whole day.")
            : [];

    private static IEnumerable<ConfigProblem> Day(string path, string day) => WeekDays.Parse(day) is not null
        ? []
        : ConfigRules.Error(path, "unknown_day", $"\"{day}\" is not a day. {ConfigNames.Choose(day, WeekDays.Names)}");

    private static IEnumerable<ConfigProblem> Listed(string path, ImmutableArray<string>? items, int most, Func<string, string, IEnumerable<ConfigProblem>> check) => items switch
    {
        null => [],
        { Length: 0 } => ConfigRules.Error(path, "empty", "An empty list matches nothing: leave it out."),
        { Length: var count } when count > most => ConfigRules.Error(path, "too_many", $"There are {count} here, and at most {most} are taken."),
        { } list => [.. list.SelectMany((item, index) => check($"{path}[{index}]", item))],
    };
}
