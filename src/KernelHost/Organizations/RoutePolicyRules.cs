using System.Collections.Immutable;

namespace KernelHost.Organizations;

/// <summary>What a setup's routes must be like.</summary>
internal static class RoutePolicyRules
{
    private const int MostRoutes = 20;
    private const int MostRules = 100;
    private const int MostTargets = 1000;
    private const int MostVariants = 20;
    private const double LargestShare = 1_000_000;

    public static IEnumerable<ConfigProblem> Check(string setupPath, Setup setup) =>
        setup.Routes.Count > MostRoutes ? TooMany($"{setupPath}.routes", setup.Routes.Count, MostRoutes, "routes") :
        Targets(setup) is > MostTargets and var targets ? TooMany($"{setupPath}.routes", targets, MostTargets, "targets") :
        [
            .. setup.Routes.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => Policy(JsonPath.Member($"{setupPath}.routes", pair.Key), pair.Key, pair.Value, setup)),
            .. ConfigRules.MoreThanOne(setup.Routes.Where(pair => pair.Value.ServesDefault).Select(pair => $"{JsonPath.Member($"{setupPath}.routes", pair.Key)}.serves_default"),
                "Only one route can serve the requests that name no model."),
        ];

    /// <summary>A rule behind one that matches everything is never reached.</summary>
    public static IEnumerable<ConfigProblem> Warnings(string setupPath, Setup setup) =>
        from pair in setup.Routes.OrderBy(pair => pair.Key, StringComparer.Ordinal)
        let always = pair.Value.Rules.Select((rule, index) => MatchesAll(rule) ? index : int.MaxValue).DefaultIfEmpty(int.MaxValue).Min()
        where always < pair.Value.Rules.Length - 1
        select new ConfigProblem($"{JsonPath.Member($"{setupPath}.routes", pair.Key)}.rules[{always + 1}]", "unreachable_rule",
            $"The rule before it, \"{RoutePolicy.NameOf(pair.Value.Rules[always], always)}\", has no condition and matches every request.");

    private static int Targets(Setup setup) => setup.Routes.Values.Sum(policy => RouteTargets.Of("", policy).Count());

    private static bool MatchesAll(RouteRule rule) => rule.When is null || rule.When == new RouteCondition();

    private static IEnumerable<ConfigProblem> Policy(string path, string name, RoutePolicy policy, Setup setup) =>
        policy.Rules.Length > MostRules ? TooMany($"{path}.rules", policy.Rules.Length, MostRules, "rules") :
        [
            .. Name(path, name, setup),
            .. policy.Rules.SelectMany((rule, index) => Rule($"{path}.rules[{index}]", rule)),
            .. RepeatedNames(path, policy.Rules),
            .. RouteTargets.Of(path, policy).SelectMany(target => RouteTargets.Check(target.Path, target.Target, setup)),
        ];

    private static IEnumerable<ConfigProblem> Name(string path, string name, Setup setup) =>
        !ConfigNames.IsName(name) || name is ServiceIds.Default or ServiceIds.SmallFast
            ? ConfigRules.Error(path, "invalid_name", $"A route's name is {ConfigNames.Rule}, and not \"default\" or \"small-fast\"; for requests that name no model say \"serves_default\": true.")
            : setup.Models.Any(model => model.Name == name)
            ? ConfigRules.Error(path, "duplicate_name", $"There is a named model \"{name}\" too: a client that asks for it could mean either.")
            : [];

    private static IEnumerable<ConfigProblem> Rule(string path, RouteRule rule) =>
    [
        .. rule.Name is { } name && (!ConfigNames.IsName(name) || name == RoutePolicy.OtherwiseRule)
            ? ConfigRules.Error($"{path}.name", "invalid_name", $"A rule's name is {ConfigNames.Rule}, and not \"{RoutePolicy.OtherwiseRule}\".") : [],
        .. (rule.Use, rule.Split) switch
        {
            (null, null) => ConfigRules.Error($"{path}.use", "missing_member", "A rule says where matching requests go: \"use\" names one target, \"split\" shares them out."),
            (not null, not null) => ConfigRules.Error($"{path}.split", "conflicting_members", "A rule has \"use\" or \"split\", not both."),
            _ => [],
        },
        .. rule.Split is { } split ? Split(path, rule, split) : [],
        .. rule.When is { } when ? RouteConditionRules.Check($"{path}.when", when) : [],
    ];

    private static IEnumerable<ConfigProblem> Split(string path, RouteRule rule, ImmutableDictionary<string, double> split) =>
    [
        .. rule.Name is null ? ConfigRules.Error($"{path}.name", "missing_member", "A split needs a name: who got which variant is kept by it.") : [],
        .. split.Count > MostVariants ? TooMany($"{path}.split", split.Count, MostVariants, "variants") : [],
        .. split.Where(share => share.Value is not (>= 0 and <= LargestShare)).OrderBy(share => share.Key, StringComparer.Ordinal)
            .SelectMany(share => ConfigRules.Error(JsonPath.Member($"{path}.split", share.Key), "out_of_range", $"A share is a number from 0 to {LargestShare}, such as 90.")),
        .. split.Values.Any(share => share > 0) ? [] : ConfigRules.Error($"{path}.split", "out_of_range", "At least one share is more than 0."),
    ];

    private static IEnumerable<ConfigProblem> RepeatedNames(string path, ImmutableArray<RouteRule> rules)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. rules.Select((rule, index) => (rule.Name, index)).Where(item => item.Name is { } name && !seen.Add(name))
            .Select(item => new ConfigProblem($"{path}.rules[{item.index}].name", "duplicate_name", $"\"{item.Name}\" occurs twice."))];
    }

    private static IEnumerable<ConfigProblem> TooMany(string path, int count, int most, string what) =>
        ConfigRules.Error(path, "too_many", $"There are {count} {what} here, and at most {most} are taken.");
}
