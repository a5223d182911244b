namespace KernelHost.Models;

/// <summary>Why a model cannot serve: the reason the client is told and, for admins, what to look at.</summary>
internal sealed record Obstacle(string Reason, string Why)
{
    /// <summary>Whether it is its server that lacks what is asked for: nothing an admin does to the model helps.</summary>
    public bool LacksEndpoint { get; private init; }

    public static Obstacle NotFound { get; } = new(FallbackReasons.RequestedModelNotFound, "no provider has a model of this name");

    public static Obstacle NotAllowed { get; } = new(FallbackReasons.RequestedModelUnavailable, "the key may not use it");

    public static Obstacle ChatsOnly(string route) => new(FallbackReasons.ModelTypeMismatch, $"{route} is a route, whose rules choose a model for chats");

    public static Obstacle SmallFastNotConfigured { get; } = new(FallbackReasons.SmallFastNotConfigured, "not configured");

    public static Obstacle Lacks(SetupModel model, ModelEndpoints endpoint) =>
        new(FallbackReasons.RequestedModelUnavailable, $"the servers of provider {model.Provider} have no {endpoint.Wire()}") { LacksEndpoint = true };

    /// <summary>The error for a client that would take no other model.</summary>
    public ResolutionError Refuse(string asked, SetupModels models, ModelRequest request)
    {
        if (this == NotAllowed)
        {
            return new(ResolutionError.ModelNotAllowed, $"This key may not use the model '{asked}'. GET /v1/models lists those it may use.", []);
        }

        if (LacksEndpoint)
        {
            return new(ResolutionError.EndpointNotSupported,
                $"The model '{asked}' cannot serve /v1/{request.Endpoint.Wire()}: {Why}. Ask for a model of another provider.", ModelSuggestions.For(asked, models, request));
        }

        return Reason switch
        {
            FallbackReasons.RequestedModelNotFound => NotFoundError(asked, models, request),
            FallbackReasons.ModelTypeMismatch => new(ResolutionError.ModelTypeMismatch,
                $"The model '{asked}' cannot serve this endpoint: {Why}.", ModelSuggestions.For(asked, models, request)),
            FallbackReasons.SmallFastNotConfigured => new(ResolutionError.SmallFastNotConfigured,
                "No small_fast_model is configured, and the request allows no other model.", []),
            _ => new(ResolutionError.ModelUnavailable, $"The model '{asked}' is not available: {Why}.", []),
        };
    }

    private static ResolutionError NotFoundError(string asked, SetupModels models, ModelRequest request)
    {
        var suggestions = ModelSuggestions.For(asked, models, request);
        var hint = suggestions.IsEmpty ? "GET /v1/models lists those there are." : $"Did you mean {string.Join(" or ", suggestions.Select(name => $"'{name}'"))}?";
        return new(ResolutionError.ModelNotFound, $"The model '{Shortened(asked)}' does not exist. {hint}", suggestions);
    }

    private static string Shortened(string name) => name.Length <= 100 ? name : $"{name[..100]}…";
}
