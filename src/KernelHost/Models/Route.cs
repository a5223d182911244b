using System.Collections.Immutable;
using System.Text.Json;
using KernelHost.Models.Rules;
using KernelHost.Organizations;

namespace KernelHost.Models;

/// <summary>The ordered candidates one call may use. The first is the one to try; the rest take over when it fails.</summary>
/// <param name="Requested">What the client wrote, unchanged.</param>
/// <param name="FallbackReason">Why the first candidate is not the one asked for; null when it is. One of <see cref="FallbackReasons"/>.</param>
public sealed record Route(string? Requested, ModelType Type, ModelPurpose Purpose, ImmutableArray<Candidate> Candidates, string? FallbackReason)
{
    public Candidate First => Candidates[0];

    /// <summary>The route of the config (<see cref="RoutePolicy"/>) whose rules chose the model; null when the client did, or a default.</summary>
    public RouteTaken? Taken { get; init; }
}

/// <param name="Reason">The step of the resolution that put it here, one of <see cref="ResolutionSteps"/>.</param>
/// <param name="Named">The named model it was asked by, whose prompt and parameters go along.</param>
/// <param name="Parameters">Defaults of the reference that led here; they count more than the named model's.</param>
public sealed record Candidate(
    string Provider, string Model, ModelType Type, string Reason, NamedModel? Named = null, ImmutableDictionary<string, JsonElement>? Parameters = null)
{
    /// <summary><c>provider/model</c>.</summary>
    public string Id { get => field ??= $"{Provider}/{Model}"; init; }

    /// <summary>Of the model behind it, in tokens; see <see cref="ContextWindow"/>.</summary>
    public int? ModelWindow { get; init; }

    /// <summary>
    /// How many tokens it takes in, its answer included; null = not known. The named model's own <c>context_window</c>, else what the parameters that go along
    /// set (<c>num_ctx</c>, <c>n_ctx</c>), else the model's.
    /// </summary>
    public int? ContextWindow => ContextWindows.Of(Named, Parameters) ?? ModelWindow;

    /// <summary>
    /// Whether a request that was too long for <paramref name="failed"/> may fit here: only in a window known to be larger. When it is not known how large the
    /// one that failed is, any may be, but the same model's.
    /// </summary>
    public bool MayTakeMoreThan(Candidate failed) => failed.ContextWindow is { } tooSmall ? ContextWindow > tooSmall : Model != failed.Model || ContextWindow is not null;
}

/// <summary>One step the resolver tried, as <c>GET /api/v1/admin/resolve</c> prints it.</summary>
/// <param name="Step">One of <see cref="ResolutionSteps"/>.</param>
/// <param name="Candidate"><c>provider/model</c>, or null when the step had nothing to offer.</param>
/// <param name="Outcome"><c>chosen</c>, <c>skipped</c> or <c>rejected</c>.</param>
public sealed record ResolutionStep(string Step, string? Candidate, string Outcome, string Reason)
{
    public const string Chosen = "chosen";
    public const string Skipped = "skipped";
    public const string Rejected = "rejected";
}

public static class ResolutionSteps
{
    public const string ExplicitModel = "explicit_model";
    /// <summary>One rule of a route, or what it says of the requests no rule matches.</summary>
    public const string RouteRule = "route_rule";

    /// <summary>What the rule leads to.</summary>
    public const string RouteTarget = "route_target";

    public const string SmallFastModel = "small_fast_model";
    public const string DefaultModelByType = "default_model_by_type";
    public const string GlobalDefaultModel = "global_default_model";
    public const string ProviderDefaultModel = "provider_default_model";
    public const string FirstAvailableModel = "first_available_model";
    public const string FallbackModel = "fallback_model";
}

/// <summary>The resolution's own fallback reasons; a failed attempt adds its failure class (contract, section 3).</summary>
public static class FallbackReasons
{
    public const string RequestedModelNotFound = "requested_model_not_found";
    public const string RequestedModelUnavailable = "requested_model_unavailable";
    public const string ModelTypeMismatch = "model_type_mismatch";
    public const string SmallFastNotConfigured = "small_fast_not_configured";

    /// <summary>It failed a moment ago and is left alone for a while.</summary>
    public const string Cooldown = "cooldown";
}
