using System.Collections.Immutable;
using KernelHost.Organizations;

namespace KernelHost.Models.Rules;

/// <summary>A route's rules, ready to be tried. Immutable; trying them is pure.</summary>
internal sealed class CompiledRoute
{
    private readonly ImmutableArray<CompiledRule> _rules;

    public CompiledRoute(string name, RoutePolicy policy)
    {
        (Name, Policy) = (name, policy);
        _rules = [.. policy.Rules.Select((rule, index) => new CompiledRule(RoutePolicy.NameOf(rule, index), rule))];
    }

    public string Name { get; }

    public RoutePolicy Policy { get; }

    /// <param name="signals">Null = nothing is known of the request, so no rule is tried.</param>
    /// <param name="steps">Collects every rule tried, with what it found.</param>
    public RouteTaken Choose(RequestSignals? signals, ICollection<ResolutionStep>? steps = null)
    {
        if (signals is not null)
        {
            foreach (var rule in _rules)
            {
                if (Try(rule, signals, steps) is { } taken)
                {
                    return taken;
                }
            }
        }

        var why = signals is null && !_rules.IsEmpty ? "nothing is known of the request" : "no rule before it matches";
        steps?.Add(new(ResolutionSteps.RouteRule, Policy.Otherwise, ResolutionStep.Chosen, $"{Name}/{RoutePolicy.OtherwiseRule}: {why}"));
        return new(Name, RoutePolicy.OtherwiseRule, null, Policy.Otherwise);
    }

    private RouteTaken? Try(CompiledRule rule, RequestSignals signals, ICollection<ResolutionStep>? steps)
    {
        if (rule.FirstThatFails(signals) is { } failed)
        {
            steps?.Add(new(ResolutionSteps.RouteRule, null, ResolutionStep.Skipped, $"{Name}/{rule.Name}: {failed.Tell(signals)}"));
            return null;
        }

        var (target, why) = rule.Target(signals, $"{signals.Tenant}/{Name}/{rule.Name}");
        steps?.Add(new(ResolutionSteps.RouteRule, target, ResolutionStep.Chosen, $"{Name}/{rule.Name}: {rule.TellAll(signals)}{why}"));
        return new(Name, rule.Name, rule.Split is null ? null : target, target);
    }

    private sealed class CompiledRule(string name, RouteRule rule)
    {
        private readonly RouteCheck[] _checks = rule.When is { } when ? [.. RouteCheck.Of(when)] : [];

        public string Name => name;

        public RouteSplit? Split { get; } = rule.Split is { } shares ? new(shares) : null;

        public RouteCheck? FirstThatFails(RequestSignals signals)
        {
            foreach (var check in _checks)
            {
                if (!check.Holds(signals))
                {
                    return check;
                }
            }

            return null;
        }

        public string TellAll(RequestSignals signals) => _checks is [] ? "every request" : string.Join("; ", _checks.Select(check => check.Tell(signals)));

        public (string Target, string Why) Target(RequestSignals signals, string place) => (Split, signals) switch
        {
            (null, _) => (rule.Use ?? ServiceIds.Default, ""),
            (_, { StickyId: { } id }) => (Split.Assign(place, id), $"; of {Split}, kept for this {(signals.User is { Length: > 0 } ? "user" : "session")}"),
            (_, { Draw: { } number }) => (Split.Draw(number), $"; of {Split}, drawn"),
            _ => (Split.Largest(), $"; of {Split}, the largest: without a user or a session each call is drawn anew"),
        };
    }
}
