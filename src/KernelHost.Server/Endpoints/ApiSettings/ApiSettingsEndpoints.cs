using System.Collections.Immutable;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Auth;
using Microsoft.AspNetCore.Mvc;

namespace KernelHost.Server.Endpoints.ApiSettings;

/// <summary>LAMB's settings page: the default setup's providers and global models as one flat object.</summary>
internal static class ApiSettingsEndpoints
{
    public static void MapApiSettings(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/admin/settings/api").RequireAuthorization(Policies.OrgAdmin).WithTags("Settings");
        group.MapGet("", GetAsync).WithSummary("The settings in force, with what each provider says of itself just now");
        group.MapPut("", PutAsync).WithSummary("Change some of them; what is absent stays");
    }

    private static async Task<ApiSettingsAnswer> GetAsync(HttpContext context, Caller caller, OrganizationConfigs configs, ProviderProbes probes)
    {
        var current = await configs.GetAsync(caller.Organization, context.RequestAborted);
        return await AnswerAsync(current.Version, current.Config, [], context, probes);
    }

    private static async Task<ApiSettingsAnswer> PutAsync(
        ApiSettingsChange change, [FromHeader(Name = "If-Match")] string? ifMatch, HttpContext context, Caller caller, OrganizationConfigs configs, ProviderProbes probes)
    {
        var changed = await configs.UpdateAsync(
            caller.Organization, change.ApplyTo, caller.Actor, "settings.changed", ConfigVersionTag.Expected(ifMatch), context.RequestAborted);
        return await AnswerAsync(changed.Version, changed.Config, changed.Warnings, context, probes);
    }

    private static async Task<ApiSettingsAnswer> AnswerAsync(
        long version, OrgConfig config, ImmutableArray<ConfigProblem> warnings, HttpContext context, ProviderProbes probes)
    {
        var setup = config.FindSetup()?.Setup ?? new();
        var status = await probes.ProbeAsync(setup, context.RequestAborted);
        context.Response.SetTag(version);
        return ApiSettingsAnswer.Of(setup, status, warnings);
    }
}
