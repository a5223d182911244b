using System.Text.Json.Serialization;
using KernelHost.Kernels;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Routing.Switching;
using KernelHost.Security;
using KernelHost.Server.Auth;
using KernelHost.Server.Endpoints.Switching;
using KernelHost.Server.Errors;
using KernelHost.Server.Wire;

namespace KernelHost.Server.Endpoints;

/// <summary>Explains which model a request would get, without calling one: the resolver's own route and trace.</summary>
internal static class ResolveEndpoints
{
    private static readonly ModelType[] Types = Enum.GetValues<ModelType>();

    public static void MapResolve(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/admin/resolve", ResolveAsync).RequireAuthorization(Policies.OrgAdmin).WithTags("Resolution")
            .WithSummary("Which model would answer, and why; a request that no model can serve has an empty route and an error")
            .WithDescription("For the key that asks, or with key=<id> for another key of the organisation: within the models and the setup that key may use. "
                + "For a route, message, tokens, has_images, has_tools, metadata=name=value (again for more), user, session and time say what the request is like.");

    private static async Task<ResolveAnswer> ResolveAsync(
        string? model, string? type, string? purpose, string? setup, string? key, [AsParameters] ResolveSignals signals,
        Caller caller, ApiKeyDirectory keys, SnapshotCache snapshots, ModelOverrides overrides, TimeProvider time, CancellationToken cancellationToken)
    {
        var asking = new CallerSetup(snapshots, key is { Length: > 0 } ? Holder(caller, key, keys) : caller);
        var asked = new ModelRequest { Model = model, Type = TypeOf(type), Purpose = PurposeOf(purpose), Allowed = asking.Allowed };
        var found = await asking.ChosenAsync(setup, cancellationToken);
        var request = asked with { Signals = signals.For(found, time.GetUtcNow()) };
        var steps = new List<ResolutionStep>();
        return ResolveAnswer.Of(request, ModelResolver.Resolve(found.Models, request, steps), steps) with { Overrides = OverrideAnswer.AllOf(overrides, found.Organization, found.Name) };
    }

    private static Caller Holder(Caller caller, string keyId, ApiKeyDirectory keys) => keys.Find(caller.Organization, keyId) is { } key
        ? new(key.Id, key.Role, caller.Organization, key.Subject, key.Setup, key.Models)
        : throw new ApiErrorException(ApiError.NotFound("key", Excerpt.Of(keyId)));

    public static ModelType TypeOf(string? text) => string.IsNullOrEmpty(text)
        ? ModelType.Llm
        : Types.Where(type => type.Wire() == text).Cast<ModelType?>().FirstOrDefault()
            ?? throw new ApiErrorException(ApiError.BadParameter("type", $"\"type\" must be one of {string.Join(", ", Types.Select(type => type.Wire()))}."));

    private static ModelPurpose PurposeOf(string? text) => text switch
    {
        null or "" or ResolveAnswer.Completion => ModelPurpose.Completion,
        ServiceIds.SmallFast => ModelPurpose.SmallFast,
        _ => throw new ApiErrorException(ApiError.BadParameter("purpose", $"\"purpose\" must be \"{ResolveAnswer.Completion}\" or \"{ServiceIds.SmallFast}\".")),
    };
}

/// <param name="Error">Why the route is empty; null when it is not.</param>
internal sealed record ResolveAnswer(
    string? Requested, string Purpose, string Type, IReadOnlyList<CandidateAnswer> Route, IReadOnlyList<ResolutionStep> Steps, ModelInfoAnswer? ModelInfo, ResolutionError? Error)
{
    public const string Completion = "completion";

    /// <summary>Switches that lie over the config; absent when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<OverrideAnswer>? Overrides { get; init; }

    public static ResolveAnswer Of(ModelRequest request, Resolution resolution, IReadOnlyList<ResolutionStep> steps)
    {
        var route = (resolution as Resolution.Found)?.Route;
        var purpose = (route?.Purpose ?? request.Purpose) == ModelPurpose.SmallFast ? ServiceIds.SmallFast : Completion;
        return new(request.Model, purpose, request.Type.Wire(), [.. (route?.Candidates ?? []).Select(CandidateAnswer.Of)], steps,
            route is null ? null : ModelInfoAnswer.Of(route), (resolution as Resolution.NotFound)?.Error);
    }
}

internal sealed record CandidateAnswer(string Provider, string Model, string Type, string Reason)
{
    public static CandidateAnswer Of(Candidate candidate) => new(candidate.Provider, candidate.Model, candidate.Type.Wire(), candidate.Reason);
}

/// <summary>What the client of such a call would be told if the first candidate serves.</summary>
internal sealed record ModelInfoAnswer(string? Requested, string Resolved, string Provider, bool FallbackUsed, string? FallbackReason)
{
    /// <summary>Absent when no route of the config chose.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RouteTakenAnswer? Route { get; init; }

    public static ModelInfoAnswer Of(Models.Route route) =>
        new(route.Requested, route.First.Model, route.First.Provider, route.FallbackReason is not null, route.FallbackReason)
        {
            Route = route.Taken is { } taken ? new(taken.Name, taken.Rule) { Variant = taken.Variant } : null,
        };
}

internal sealed record RouteTakenAnswer(string Name, string Rule)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Variant { get; init; }
}
