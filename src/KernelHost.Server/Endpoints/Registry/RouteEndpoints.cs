using KernelHost.Kernels;
using KernelHost.Models.Rules;
using KernelHost.Organizations;
using KernelHost.Routing;
using KernelHost.Server.Auth;

namespace KernelHost.Server.Endpoints.Registry;

/// <summary>A setup's routes and how often each of their rules was taken.</summary>
internal static class RouteEndpoints
{
    public static void MapRoutes(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/admin/routes", ListAsync).RequireAuthorization(Policies.OrgAdmin).WithTags("Models")
            .WithSummary("The routes of a setup: their rules, and how many requests each rule and each variant of a split took since the host started")
            .WithDescription("GET /api/v1/admin/resolve?model=<route>&message=… explains which rule a request would take.");

    private static async Task<ListAnswer<RouteAnswer>> ListAsync(
        [AsParameters] PageQuery page, string? setup, CallerSetup callers, RouteCounts counts, CancellationToken cancellationToken)
    {
        var found = await callers.ChosenAsync(setup, cancellationToken);
        return ListAnswer.Of(page.Slice(found.Setup.Routes.OrderBy(route => route.Key, StringComparer.Ordinal)), route => RouteAnswer.Of(found, route.Key, route.Value, counts));
    }
}

/// <param name="Since">When the host began to count.</param>
/// <param name="Uses">Requests that any rule took; one that asks several models in turn counts once.</param>
internal sealed record RouteAnswer(string Name, string? Description, bool ServesDefault, DateTime Since, long Uses, IReadOnlyList<RuleAnswer> Rules)
{
    public static RouteAnswer Of(SetupSnapshot setup, string name, RoutePolicy policy, RouteCounts counts)
    {
        RuleAnswer[] rules =
        [
            .. policy.Rules.Select((rule, index) => Rule(setup, name, RoutePolicy.NameOf(rule, index), rule, counts)),
            new(RoutePolicy.OtherwiseRule, policy.Otherwise, counts.Of(setup.Organization, setup.Name, name, RoutePolicy.OtherwiseRule), null),
        ];
        return new(name, policy.Description, policy.ServesDefault, counts.Since.UtcDateTime, rules.Sum(rule => rule.Uses), rules);
    }

    private static RuleAnswer Rule(SetupSnapshot setup, string route, string name, RouteRule rule, RouteCounts counts) => new(
        name, rule.Use, counts.Of(setup.Organization, setup.Name, route, name),
        rule.Split is { } shares
            ? [.. new RouteSplit(shares).Percentages.Select(share => new VariantAnswer(share.Variant, share.Percent, counts.Of(setup.Organization, setup.Name, route, name, share.Variant)))]
            : null);
}

/// <param name="Rule">Its name, its place (<c>rules[1]</c>) if it has none, or <c>otherwise</c>.</param>
/// <param name="Use">Where it leads; null for a split.</param>
/// <param name="Variants">Null unless it is a split.</param>
internal sealed record RuleAnswer(string Rule, string? Use, long Uses, IReadOnlyList<VariantAnswer>? Variants);

internal sealed record VariantAnswer(string Target, double Percent, long Uses);
