using KernelHost.Kernels;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Routing.Health;
using KernelHost.Routing.Switching;
using KernelHost.Server.Auth;
using KernelHost.Server.Endpoints.Switching;

namespace KernelHost.Server.Endpoints.Registry;

/// <summary>How the model of a role is: the one that the next call would go to.</summary>
internal static class ModelStatusEndpoints
{
    public static void MapModelStatus(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/admin/model-status", GetAsync).RequireAuthorization(Policies.OrgAdmin).WithTags("Models")
            .WithSummary("The current default model (role=small-fast: the small-fast one): how it is, what it used, what stands in for it");

    private static async Task<ModelStatusAnswer> GetAsync(
        string? role, string? setup, CallerSetup callers, ModelRecords records, SnapshotCache snapshots, ModelOverrides overrides, CancellationToken cancellationToken)
    {
        var wanted = ModelRoles.Parse(role, "role");
        var found = await callers.ChosenAsync(setup, cancellationToken);
        var organization = await snapshots.GetAsync(found.Organization, cancellationToken);
        var status = ModelStatusAnswer.Of(found, wanted, records, organization?.Config.Limits?.Usage?.TokensPerMonth);
        return overrides.Find(found.Organization, found.Name, wanted) is { } one ? status with { Override = OverrideAnswer.Of(one) } : status;
    }
}

/// <param name="Status"><c>active</c>, <c>rate_limited</c> or <c>error</c>.</param>
/// <param name="Reason">What is wrong, or was and nobody has looked since; null when nothing is.</param>
/// <param name="FallbackReason">Why this is not the model the config names for the role; null when it is.</param>
/// <param name="TokensUsed">By this model, since <paramref name="TokensSince"/>: the start of the host.</param>
/// <param name="TokensLimit">The organisation's <c>limits.usage.tokens_per_month</c>, for all its models together; null = none.</param>
/// <param name="FallbackProvider">Of the candidate that would stand in just now, as is <paramref name="FallbackModel"/>.</param>
/// <param name="CooldownUntil">Until when calls keep away from it; when that is past, the next call will try it.</param>
/// <param name="Override">The switch that gave it the role, if it is not stored.</param>
internal sealed record ModelStatusAnswer(
    string Role, string? Provider, string? Model, string? BaseUrl, string Status, string? Reason, string? FallbackReason, long TokensUsed, long? TokensLimit, DateTime TokensSince,
    bool FallbackAvailable, string? FallbackProvider, string? FallbackModel, DateTime? CooldownUntil, OverrideAnswer? Override = null)
{
    public static ModelStatusAnswer Of(SetupSnapshot setup, ModelRole role, ModelRecords records, long? limit)
    {
        var since = records.Since.UtcDateTime;
        if (setup.Resolve(role.Request()) is not Resolution.Found { Route: var route })
        {
            return new(role.Wire(), null, null, null, "error", "No available model can serve it: GET /api/v1/admin/resolve says why.", null, 0, limit, since, false, null, null, null);
        }

        var first = route.First;
        var state = ModelState.Of(setup, first.Provider, first.Model, records);
        var spare = route.Candidates.Skip(1).FirstOrDefault(candidate => ModelState.Of(setup, candidate.Provider, candidate.Model, records).IsReady);
        return new(role.Wire(), first.Provider, first.Model, RegisteredModel.BaseUrlOf(setup.Setup, first.Provider), StatusOf(state), state.Reason, route.FallbackReason,
            state.TokensUsed, limit, since, spare is not null, spare?.Provider, spare?.Model, state.Until?.UtcDateTime);
    }

    private static string StatusOf(ModelState state) => state.Status switch
    {
        ModelState.Available => "active",
        ModelState.RateLimited => ModelState.RateLimited,
        _ => "error",
    };
}
