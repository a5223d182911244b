using System.Collections.Immutable;

namespace KernelHost.Organizations;

/// <summary>What the rules of a route lead to, and where it is written.</summary>
internal static class RouteTargets
{
    public static IEnumerable<(string Path, string Target)> Of(string path, RoutePolicy policy) =>
    [
        .. policy.Rules.SelectMany((rule, index) => Of($"{path}.rules[{index}]", rule)),
        ($"{path}.otherwise", policy.Otherwise),
    ];

    /// <summary>The model of a target that is written <c>provider/model</c>; null for one that is not.</summary>
    public static ModelReference? Direct(Setup setup, string target) =>
        !IsOwn(target) && setup.Models.All(model => model.Name != target) && target.Split('/', 2) is [{ Length: > 0 } provider, { Length: > 0 } model] ? new(provider, model) : null;

    public static IEnumerable<ConfigProblem> Check(string path, string target, Setup setup)
    {
        if (IsOwn(target) || setup.Models.Any(model => model.Name == target) || Direct(setup, target) is not null)
        {
            return [];
        }

        if (setup.Routes.ContainsKey(target))
        {
            return ConfigRules.Error(path, "nested_route", $"\"{target}\" is a route itself: a rule leads to a model.");
        }

        ImmutableArray<string> known = [ServiceIds.Default, ServiceIds.SmallFast, .. setup.Models.Select(model => model.Name)];
        return ConfigRules.Error(path, "unknown_target",
            $"A rule leads to a named model, \"default\", \"small-fast\" or \"provider/model\". {ConfigNames.Choose(target, known)}");
    }

    private static bool IsOwn(string target) => target is ServiceIds.Default or ServiceIds.SmallFast;

    private static IEnumerable<(string Path, string Target)> Of(string path, RouteRule rule) =>
    [
        .. rule.Use is { } use ? [($"{path}.use", use)] : Array.Empty<(string, string)>(),
        .. (rule.Split ?? ImmutableDictionary<string, double>.Empty).Keys.Order(StringComparer.Ordinal).Select(target => (JsonPath.Member($"{path}.split", target), target)),
    ];
}
