using System.Text;
using KernelHost.Organizations;
using KernelHost.Organizations.LlamaFarm;
using KernelHost.Security;
using KernelHost.Server.Auth;
using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KernelHost.Server.Endpoints;

/// <summary>Configs in and out: whole as JSON, or one setup in the shape of LlamaFarm's <c>llamafarm.yaml</c>. Secrets go in and never come out.</summary>
internal static class ExchangeEndpoints
{
    public static void MapExchange(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/organizations/{slug}").RequireAuthorization(Policies.OrgAdmin).RequireOwnOrganization().WithTags("Config");
        group.MapGet("/export", ExportAsync).WithSummary("The config without its secrets, to keep or to import elsewhere")
            .WithDescription("JSON: the whole config. YAML (format=yaml, or \"Accept: application/yaml\"): one setup in LlamaFarm's shape. The version is the ETag.")
            .AnswersBoth();
        group.MapPost("/import", ImportAsync).WithSummary("Take an exported config, or a llamafarm.yaml as one setup")
            .WithDescription("JSON replaces the config as a PUT does. YAML changes one setup (setup=, else the default one); what the file does not speak of stays, unless replace=true. dry_run=true only checks.")
            .TakesBoth();
    }

    private static async Task<IResult> ExportAsync(
        string slug, string? format, string? setup, HttpContext context, Caller caller, OrganizationConfigs configs, AuditLog audit)
    {
        var version = await configs.GetAsync(slug, context.RequestAborted);
        if (!ExchangeFormat.IsYaml(format, context.Request))
        {
            RefuseForJson(setup is not null, nameof(setup));
            await RecordAsync(version, null);
            return File(ConfigJson.WritePublic(version.Config), ExchangeFormat.Json, $"{slug}.json", version);
        }

        var (name, chosen) = version.Config.FindSetup(setup) ?? throw new ApiErrorException(ApiError.NotFound("setup", setup ?? OrgConfig.DefaultSetupName));
        var yaml = Encoding.UTF8.GetBytes(LlamaFarmExport.Write(version, name, chosen));
        await RecordAsync(version, name);
        return File(yaml, ExchangeFormat.Yaml, $"{slug}-{name}.yaml", version);

        // Nothing changes, but a copy leaves the host.
        Task RecordAsync(ConfigVersion exported, string? part) =>
            audit.AppendAsync("config.exported", caller.Actor, slug, slug, new() { ["version"] = exported.Version, ["setup"] = part }, context.RequestAborted);
    }

    private static async Task<ConfigAnswer> ImportAsync(
        string slug, string? setup, bool? replace, [FromQuery(Name = "dry_run")] bool? dryRun, [FromHeader(Name = "If-Match")] string? ifMatch,
        HttpContext context, Caller caller, OrganizationConfigs configs)
    {
        var isYaml = ExchangeFormat.IsYaml(context.Request.ContentType);
        var body = await Utf8Body.ReadAsync(context.Request, context.RequestAborted);
        var expected = ConfigVersionTag.Expected(ifMatch);
        ConfigChange change;
        if (isYaml)
        {
            change = await configs.ImportLlamaFarmAsync(slug, body, new(setup, replace is true), expected, dryRun is true, caller.Actor, context.RequestAborted);
        }
        else
        {
            RefuseForJson(setup is not null, nameof(setup));
            RefuseForJson(replace is not null, nameof(replace));
            change = await configs.ImportAsync(slug, body, expected, dryRun is true, caller.Actor, context.RequestAborted);
        }

        context.Response.SetTag(change.Version);
        return ConfigAnswer.Of(change);
    }

    private static FileContentHttpResult File(byte[] content, string type, string name, ConfigVersion version) =>
        TypedResults.File(content, type, name, entityTag: ConfigVersionTag.Of(version.Version));

    private static void RefuseForJson(bool given, string parameter)
    {
        if (given)
        {
            throw new ApiErrorException(ApiError.BadParameter(parameter, $"\"{parameter}\" goes with YAML, which holds one setup; JSON holds the whole config. Leave it out."));
        }
    }
}
