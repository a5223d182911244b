using System.Collections.Immutable;
using KernelHost.Organizations;

namespace KernelHost.Models;

/// <summary>
/// Judges one proposal of the resolver after another: the first that can serve leads the route, later ones join it as stand-ins,
/// the rest are traced with the reason they cannot. Used by one resolution, on one thread.
/// </summary>
internal sealed class RouteBuilder(SetupModels models, ModelRequest request, ModelChoice choice, ICollection<ResolutionStep>? steps)
{
    private readonly ImmutableArray<Candidate>.Builder _candidates = ImmutableArray.CreateBuilder<Candidate>(4);
    private SetupModel? _first;
    private Obstacle? _fallback;
    private bool _vectorsWouldDiffer;
    private bool _keyForbade;
    private bool _serverLacksEndpoint;

    public SetupModels Models => models;

    public ModelType Type => request.Type;

    public bool IsEmpty => _first is null;

    /// <summary>Whether models of unknown type are passed over for now, in the hope of one that is exactly right.</summary>
    public bool ExactTypeOnly { get; set; }

    /// <summary>A rule of the config asks for the model and no client: no client is told that it asked for a wrong one.</summary>
    private bool IsByRoute => request.Granted is not null;

    private bool IsComplete => _first is not null && (request.Exact || !models.Setup.Fallback.Enabled);

    /// <summary>Proposes a default of the config; an unusable one explains why another model leads.</summary>
    public void ProposeConfigured(string step, ModelReference? reference, string grantedBy)
    {
        if (IsComplete)
        {
            return;
        }

        if (reference is not { IsEmpty: false })
        {
            _fallback ??= _first is null && step == ResolutionSteps.SmallFastModel ? Obstacle.SmallFastNotConfigured : null;
            Trace(step, null, ResolutionStep.Skipped, "not configured");
            return;
        }

        var named = models.DefaultNamed is { } byDefault && reference == models.GlobalDefault
            && byDefault.Provider == reference.Provider && byDefault.Model == reference.Model && step == ResolutionSteps.GlobalDefaultModel ? byDefault : null;
        Propose(step, models.Find(reference), grantedBy, named, reference);
    }

    /// <summary>Proposes what the client named, or a rule in its stead.</summary>
    public void ProposeExplicit(ModelChoice explicitly)
    {
        var name = explicitly.Name ?? "";
        var missing = IsByRoute && explicitly.Match is null ? RouteTargets.Direct(models.Setup, name) : null;
        Propose(IsByRoute ? ResolutionSteps.RouteTarget : ResolutionSteps.ExplicitModel, explicitly.Match, name, explicitly.Named, missing);
    }

    public void Propose(string step, SetupModel? model, string grantedBy, NamedModel? named = null, ModelReference? reference = null)
    {
        var obstacle = ObstacleTo(model, grantedBy, reference);
        if (model is null || obstacle is not null)
        {
            Reject(step, model?.Id ?? reference?.ToString() ?? grantedBy, obstacle ?? Obstacle.NotFound);
        }
        else if (_first is null)
        {
            Lead(step, model, named, reference);
        }
        else
        {
            Join(step, model, named, reference);
        }
    }

    public void ProposeFirstAvailable()
    {
        if (_first is not null)
        {
            return;
        }

        foreach (var model in models.All)
        {
            if (ObstacleTo(model, ServiceIds.Default, null) is null)
            {
                Lead(ResolutionSteps.FirstAvailableModel, model, null, null);
                return;
            }
        }

        Trace(ResolutionSteps.FirstAvailableModel, null, ResolutionStep.Skipped, $"no available model serves {request.Type.Wire()}");
    }

    /// <summary>The error when the explicit model cannot serve and no default may stand in for it; null when one may.</summary>
    public ResolutionError? RefusalOfExplicit()
    {
        var rejects = models.Setup.Fallback.OnUnknownModel == OnUnknownModel.Reject && !IsByRoute
            && _fallback is { Reason: FallbackReasons.RequestedModelNotFound or FallbackReasons.ModelTypeMismatch } or { LacksEndpoint: true };
        return request.Exact || rejects || _fallback == Obstacle.NotAllowed ? Refusal() : null;
    }

    public Resolution Build(ModelPurpose purpose)
    {
        if (_first is null)
        {
            return new Resolution.NotFound(_fallback is not null && (_vectorsWouldDiffer || _fallback.LacksEndpoint) ? Refusal() : NothingAvailable());
        }

        var rejectsType = !IsByRoute && _fallback?.Reason == FallbackReasons.ModelTypeMismatch && models.Setup.Fallback.OnUnknownModel == OnUnknownModel.Reject;
        return _fallback is not null && (request.Exact || rejectsType)
            ? new Resolution.NotFound(Refusal())
            : new Resolution.Found(new(request.Model, request.Type, purpose, _candidates.DrainToImmutable(), _fallback?.Reason));
    }

    /// <summary>The stand-ins an admin listed follow the leader at once, before the remaining defaults.</summary>
    private void Lead(string step, SetupModel model, NamedModel? named, ModelReference? by)
    {
        _first = model;
        _candidates.Add(new(model.Provider, model.Model, model.Type, step, named, by?.ModelApiParameters) { Id = model.Id, ModelWindow = model.ContextWindow });
        Trace(step, model.Id, ResolutionStep.Chosen, "available");
        if (IsComplete)
        {
            return;
        }

        foreach (var reference in models.Setup.Fallback.Models)
        {
            Propose(ResolutionSteps.FallbackModel, models.Find(reference), ServiceIds.Default, null, reference);
        }
    }

    private void Join(string step, SetupModel model, NamedModel? named, ModelReference? by)
    {
        foreach (var candidate in _candidates)
        {
            if (candidate.Provider == model.Provider && candidate.Model == model.Model)
            {
                Trace(step, model.Id, ResolutionStep.Skipped, "already on the route");
                return;
            }
        }

        _candidates.Add(new(model.Provider, model.Model, model.Type, step, named, by?.ModelApiParameters) { Id = model.Id, ModelWindow = model.ContextWindow });
        Trace(step, model.Id, ResolutionStep.Skipped, "stands in if those before it fail");
    }

    private void Reject(string step, string candidate, Obstacle obstacle)
    {
        // A default of another type, or of a server without the endpoint, is no fallback: who asks for "the default" gets the one that fits.
        var counts = _first is null && step is not (ResolutionSteps.ProviderDefaultModel or ResolutionSteps.FallbackModel)
            && ((obstacle.Reason != FallbackReasons.ModelTypeMismatch && !obstacle.LacksEndpoint) || step is ResolutionSteps.ExplicitModel or ResolutionSteps.RouteTarget or ResolutionSteps.SmallFastModel);
        _fallback ??= counts ? obstacle : null;
        Trace(step, candidate, ResolutionStep.Rejected, obstacle.Why);
    }

    private Obstacle? ObstacleTo(SetupModel? model, string grantedBy, ModelReference? reference)
    {
        if (model is null)
        {
            return reference is not null ? new(FallbackReasons.RequestedModelUnavailable, models.WhyMissing(reference))
                : models.FindRoute(grantedBy)?.Name == grantedBy ? Obstacle.ChatsOnly(grantedBy)
                : Obstacle.NotFound;
        }

        if (!model.Fits(request.Type) || (ExactTypeOnly && model.Type != request.Type))
        {
            return new(FallbackReasons.ModelTypeMismatch, $"{model.Id} is of type {model.Type.Wire()}, not {request.Type.Wire()}");
        }

        if (!model.Offers.HasFlag(request.Endpoint))
        {
            _serverLacksEndpoint = true;
            return Obstacle.Lacks(model, request.Endpoint);
        }

        if (!IsAllowed(model, grantedBy))
        {
            _keyForbade = true;
            return Obstacle.NotAllowed;
        }

        return model.Unavailable is { } why ? new(FallbackReasons.RequestedModelUnavailable, why)
            : VectorObstacle(model);
    }

    private Obstacle? VectorObstacle(SetupModel model)
    {
        if (request.Type != ModelType.Embedding || KeepsVectorLength(model))
        {
            return null;
        }

        _vectorsWouldDiffer = true;
        return new(FallbackReasons.RequestedModelUnavailable, $"the vectors of {model.Id} may differ in length from the requested model's");
    }

    // A model that was asked for by mistake, such as a chat model, has no vectors to keep to.
    private bool KeepsVectorLength(SetupModel model) => (_first ?? choice.Match) is { Type: ModelType.Embedding or ModelType.Unknown } asked
        ? ReferenceEquals(asked, model) || EmbeddingDimensions.Interchangeable(asked, model)
        : choice.Name is null || EmbeddingDimensions.Of(choice.Name[(choice.Name.IndexOf('/', StringComparison.Ordinal) + 1)..]) is not { } length || model.Dimensions == length;

    private bool IsAllowed(SetupModel model, string grantedBy) => request.Allowed is not { } allowed
        || allowed.Contains(model.Id) || allowed.Contains(model.Model) || allowed.Contains(grantedBy) || grantedBy == request.Granted;

    private ResolutionError Refusal() => (_fallback ?? Obstacle.NotFound).Refuse(choice.Name ?? request.Model ?? ServiceIds.Default, models, request);

    // Enabling models would not help a key that is limited to others.
    private ResolutionError NothingAvailable() => _keyForbade ? new(ResolutionError.ModelNotAllowed,
        $"No model that this key may use can serve this call. It may use: {string.Join(", ", (request.Allowed ?? []).Order(StringComparer.Ordinal))}.", [])
        : _serverLacksEndpoint || NoServerHasEndpoint()
        ? new(ResolutionError.EndpointNotSupported,
            $"No available model's server has /v1/{request.Endpoint.Wire()}. Enable a provider that has it, with a model of type {request.Type.Wire()}, in this organisation's config.", [])
        : new(ResolutionError.NoModelAvailable,
        $"No available model can serve a call of type {request.Type.Wire()}. Enable a provider with such a model in this organisation's config.", []);

    private bool NoServerHasEndpoint()
    {
        var available = models.All.Where(model => model.Unavailable is null).ToList();
        return available.Count > 0 && !available.Exists(model => model.Offers.HasFlag(request.Endpoint));
    }

    private void Trace(string step, string? candidate, string outcome, string reason) => steps?.Add(new(step, candidate, outcome, reason));
}
