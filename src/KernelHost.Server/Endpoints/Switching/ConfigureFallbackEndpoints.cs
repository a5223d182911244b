using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Routing.Switching;
using KernelHost.Security;
using KernelHost.Server.Auth;
using KernelHost.Server.Limits;
using Microsoft.AspNetCore.Mvc;

namespace KernelHost.Server.Endpoints.Switching;

/// <summary>What a setup does when its model fails, in one small request.</summary>
internal static class ConfigureFallbackEndpoints
{
    public static void MapConfigureFallback(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/v1/admin/configure-fallback", ConfigureAsync).RequireAuthorization(Policies.OrgAdmin).LimitSwitching().WithTags("Models")
            .WithSummary("Say which models stand in, for which failures; what is absent stays");

    private static async Task<FallbackAnswer> ConfigureAsync(
        FallbackRequest request, string? setup, [FromQuery(Name = "dry_run")] bool? dryRun, Caller caller, CallerSetup callers, OrganizationConfigs configs, ModelOverrides overrides,
        CancellationToken cancellationToken)
    {
        var name = (await callers.ChosenAsync(setup, cancellationToken)).Name;
        var change = request.Parse();
        var made = await Paths(name).TellAsync(configs.UpdateAsync(
            caller.Organization, today => change.ApplyTo(today, name), caller.Actor, "fallback.configured", dryRun: dryRun is true, cancellationToken: cancellationToken));
        if (change.Primary is not null && dryRun is not true)
        {
            overrides.Clear(caller.Organization, name, ModelRole.Default, made.Config.FindSetup(name)?.Setup.GlobalDefaultModel);
        }

        return FallbackAnswer.Of(made.Config.FindSetup(name)?.Setup ?? new(), made.Warnings);
    }

    private static BodyPaths Paths(string name)
    {
        var setup = JsonPath.Member("$.setups", name);
        return new([($"{setup}.fallback.triggers", "$.fallback_triggers"), ($"{setup}.fallback.models", "$.fallback"), ($"{setup}.global_default_model", "$.primary")]);
    }
}

/// <param name="Status"><c>success</c>; everything else is an error.</param>
/// <param name="WillFallbackOn">The failures that move a call to the next model; empty when falling back is off.</param>
internal sealed record FallbackAnswer(string Status, string Message, IReadOnlyList<string> WillFallbackOn, IReadOnlyList<ConfigProblem> Warnings)
{
    public static FallbackAnswer Of(Setup setup, IReadOnlyList<ConfigProblem> warnings) => setup.Fallback is { Enabled: true } fallback
        ? new("success", $"A call of {Primary(setup)} that fails moves to {StandIns(fallback, warnings)}.", fallback.Triggers, warnings)
        : new("success", "Falling back is off: a call that fails is answered with its failure.", [], warnings);

    private static string Primary(Setup setup) => setup.GlobalDefaultModel is { IsEmpty: false } model ? model.ToString() : "the default model";

    // Those that are passed over have a warning at their place.
    private static string StandIns(FallbackSettings fallback, IReadOnlyList<ConfigProblem> warnings) =>
        string.Join(", then ", fallback.Models.Where((_, index) => warnings.All(warning => warning.Path != $"$.fallback[{index}]"))) is { Length: > 0 } models
            ? $"{models}, then to the setup's other configured defaults"
            : "the setup's other configured defaults";
}
