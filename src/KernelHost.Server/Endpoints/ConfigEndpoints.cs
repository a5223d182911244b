using System.Text.Json;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Auth;
using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KernelHost.Server.Endpoints;

/// <summary>An organisation's config: whole, versioned, with optimistic locking. Secrets go in and never come out.</summary>
internal static class ConfigEndpoints
{
    private const string Json = "application/json";

    public static void MapConfigs(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/organizations/{slug}/config").RequireAuthorization(Policies.OrgAdmin).RequireOwnOrganization().WithTags("Config");
        group.MapGet("", GetAsync).WithSummary("The config in force; its version is the ETag").Produces<OrgConfig>();
        group.MapPut("", PutAsync).WithSummary("Replace it; dry_run=true only checks").Accepts<OrgConfig>(Json);
        group.MapGet("/versions", ListAsync).WithSummary("Its versions, newest first");
        group.MapGet("/versions/{version:long}", GetVersionAsync).WithSummary("One version").Produces<OrgConfig>();
        group.MapPost("/versions/{version:long}/restore", RestoreAsync).WithSummary("Make an old version the newest one again; dry_run=true only checks");
        group.MapGet("/diff", DiffAsync).WithSummary("What differs between two versions");
    }

    private static async Task<FileContentHttpResult> GetAsync(string slug, OrganizationConfigs configs, CancellationToken cancellationToken) =>
        Whole(await configs.GetAsync(slug, cancellationToken));

    private static async Task<ConfigAnswer> PutAsync(
        string slug, [FromQuery(Name = "dry_run")] bool? dryRun, [FromHeader(Name = "If-Match")] string? ifMatch, HttpContext context, Caller caller, OrganizationConfigs configs)
    {
        var body = await Utf8Body.ReadAsync(context.Request, context.RequestAborted);
        var change = await configs.PutAsync(slug, body, ConfigVersionTag.Expected(ifMatch), dryRun is true, caller.Actor, context.RequestAborted);
        return Answer(change, context);
    }

    private static async Task<ListAnswer<VersionAnswer>> ListAsync(
        string slug, [AsParameters] PageQuery page, OrganizationConfigs configs, CancellationToken cancellationToken) =>
        ListAnswer.Of(await configs.ListVersionsAsync(slug, page.Size(), page.NumberPosition(), cancellationToken), VersionAnswer.Of);

    private static async Task<FileContentHttpResult> GetVersionAsync(string slug, long version, OrganizationConfigs configs, CancellationToken cancellationToken) =>
        Whole(await configs.GetVersionAsync(slug, version, cancellationToken));

    private static async Task<ConfigAnswer> RestoreAsync(
        string slug, long version, [FromQuery(Name = "dry_run")] bool? dryRun, [FromHeader(Name = "If-Match")] string? ifMatch,
        HttpContext context, Caller caller, OrganizationConfigs configs) =>
        Answer(await configs.RestoreAsync(slug, version, caller.Actor, ConfigVersionTag.Expected(ifMatch), dryRun is true, context.RequestAborted), context);

    private static async Task<DiffAnswer> DiffAsync(string slug, long? from, long? to, OrganizationConfigs configs, CancellationToken cancellationToken)
    {
        var (before, after) = (Required(from, nameof(from)), Required(to, nameof(to)));
        return new(before, after, await configs.DiffAsync(slug, before, after, cancellationToken));
    }

    private static long Required(long? version, string name) =>
        version ?? throw new ApiErrorException(ApiError.BadParameter(name, $"\"{name}\" is missing: it must be a version's number."));

    private static FileContentHttpResult Whole(ConfigVersion version) =>
        TypedResults.Bytes(ConfigJson.WritePublic(version.Config), Json, entityTag: ConfigVersionTag.Of(version.Version));

    private static ConfigAnswer Answer(ConfigChange change, HttpContext context)
    {
        context.Response.SetTag(change.Version);
        return ConfigAnswer.Of(change);
    }
}

/// <param name="Config">The effective config, corrections made.</param>
internal sealed record ConfigAnswer(long Version, JsonElement Config, IReadOnlyList<ConfigProblem> Warnings)
{
    public static ConfigAnswer Of(ConfigChange change) => new(change.Version, JsonElement.Parse(ConfigJson.WritePublic(change.Config)), change.Warnings);
}

/// <param name="Kind">How it came about: <c>config.changed</c>, <c>config.restored</c>, …</param>
internal sealed record VersionAnswer(long Version, DateTime CreatedAt, string Kind, ActorAnswer? Actor)
{
    public static VersionAnswer Of(VersionSummary version) => new(version.Version, version.CreatedAt.UtcDateTime, version.Kind, ActorAnswer.Of(version.Actor));
}

internal sealed record DiffAnswer(long From, long To, IReadOnlyList<ConfigDifference> Changes);
