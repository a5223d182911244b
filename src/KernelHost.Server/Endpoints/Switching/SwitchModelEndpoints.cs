using KernelHost.Kernels;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Routing.Switching;
using KernelHost.Security;
using KernelHost.Server.Auth;
using KernelHost.Server.Limits;

namespace KernelHost.Server.Endpoints.Switching;

/// <summary>Gives a role another model while calls run.</summary>
internal static class SwitchModelEndpoints
{
    public static void MapSwitchModel(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/admin/switch-model", SwitchAsync).RequireAuthorization(Policies.OrgAdmin).LimitSwitching().WithTags("Models")
            .WithSummary("Give the default or the small-fast role another model: tried with a real call first, then swapped; running calls finish on the old one");

    private static async Task<SwitchAnswer> SwitchAsync(
        SwitchRequest request, string? setup, HttpContext context, Caller caller, CallerSetup callers, ModelSwitching switching)
    {
        var found = await callers.ChosenAsync(setup, context.RequestAborted);
        var wanted = request.Parse(found.Name);
        var paths = Paths(wanted);
        var switched = await paths.TranslateAsync(switching.SwitchAsync(caller.Organization, wanted, request.Persist, caller.Actor, context.RequireStillAccepted, context.RequestAborted));
        return SwitchAnswer.Of(wanted, request.Persist, switched with { Warnings = paths.Tell(switched.Warnings) });
    }

    private static BodyPaths Paths(ModelSwitch wanted)
    {
        var setup = JsonPath.Member("$.setups", wanted.Setup);
        var provider = JsonPath.Member($"{setup}.providers", wanted.Model.Provider);
        var role = $"{setup}.{(wanted.Role == ModelRole.SmallFast ? "small_fast_model" : "global_default_model")}";
        return new(
        [
            ($"{provider}.base_url", "$.base_url"), ($"{provider}.api_key", "$.api_key"), ($"{provider}.models", "$.model"), (provider, "$.provider"),
            ($"{role}.model_api_parameters.temperature", "$.temperature"), ($"{role}.model_api_parameters.max_tokens", "$.max_tokens"), (role, "$.model"),
        ]);
    }
}
