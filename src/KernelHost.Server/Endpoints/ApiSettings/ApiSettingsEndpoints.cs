using KernelHost.Organizations;
using KernelHost.Routing.Switching;
using KernelHost.Security;
using KernelHost.Server.Auth;
using KernelHost.Server.Endpoints.Switching;
using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Mvc;

namespace KernelHost.Server.Endpoints.ApiSettings;

/// <summary>LAMB's settings page: a setup's providers and global models as one flat object.</summary>
internal static class ApiSettingsEndpoints
{
    public static void MapApiSettings(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/admin/settings/api").RequireAuthorization(Policies.OrgAdmin).WithTags("Settings");
        group.MapGet("", GetAsync).WithSummary("The settings in force, with what each provider says of itself just now");
        group.MapPut("", PutAsync).WithSummary("Change some of them; what is absent stays");
    }

    private static async Task<ApiSettingsAnswer> GetAsync(string? setup, HttpContext context, Caller caller, OrganizationConfigs configs, ProviderProbes probes, ModelOverrides overrides)
    {
        var current = await configs.GetAsync(caller.Organization, context.RequestAborted);
        var name = NameIn(current.Config, setup, caller);
        return await AnswerAsync(new(current.Version, current.Config, []), name, context, caller, probes, overrides);
    }

    private static async Task<ApiSettingsAnswer> PutAsync(
        [FromBody] ApiSettingsChange change, string? setup, [FromQuery(Name = "dry_run")] bool? dryRun, [FromHeader(Name = "If-Match")] string? ifMatch,
        HttpContext context, Caller caller, OrganizationConfigs configs, ProviderProbes probes, ModelOverrides overrides)
    {
        var name = NameIn((await configs.GetAsync(caller.Organization, context.RequestAborted)).Config, setup, caller);
        var changed = await ApiSettingsPaths.Of(name, change.NamedProviders()).TellAsync(configs.UpdateAsync(
            caller.Organization, today => change.ApplyTo(today, name), caller.Actor, "settings.changed", ConfigVersionTag.Expected(ifMatch), dryRun is true, context.RequestAborted));
        return await AnswerAsync(changed, name, context, caller, probes, overrides);
    }

    /// <summary>An organisation without any setup gets its first one here.</summary>
    private static string NameIn(OrgConfig config, string? asked, Caller caller) => CallerSetup.NameFor(caller, asked) switch
    {
        null => config.FindSetup()?.Name ?? OrgConfig.DefaultSetupName,
        var name when config.FindSetup(name) is not null => name,
        var name => throw new ApiErrorException(ApiError.NotFound("setup", name)),
    };

    private static async Task<ApiSettingsAnswer> AnswerAsync(ConfigChange state, string name, HttpContext context, Caller caller, ProviderProbes probes, ModelOverrides overrides)
    {
        var setup = state.Config.FindSetup(name)?.Setup ?? new();
        var status = await probes.ProbeAsync(caller.Organization, setup, context.RequestAborted);
        context.Response.SetTag(state.Version);
        return ApiSettingsAnswer.Of(setup, status, OverrideAnswer.AllOf(overrides, caller.Organization, name), state.Warnings);
    }
}
