using System.Text.Json;
using System.Text.Json.Serialization;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Auth;
using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace KernelHost.Server.Endpoints;

/// <summary>The tenants of this host.</summary>
internal static class OrganizationEndpoints
{
    private const string Path = "/api/v1/organizations";

    public static void MapOrganizations(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Path).RequireAuthorization(Policies.SystemAdmin).WithTags("Organisations");
        group.MapGet("", List).WithSummary("List organisations, by slug");
        group.MapPost("", CreateAsync).WithSummary("Create an organisation; without a config it inherits the system organisation's baseline");
        group.MapGet("/{slug}", Get).WithSummary("Read one");
        group.MapPatch("/{slug}", UpdateAsync).WithSummary("Rename, suspend, resume; \"active\" brings a deleted one back until it is purged");
        group.MapDelete("/{slug}", DeleteAsync).WithSummary("Delete: hidden at once, its keys stop; with purge=true gone for good");
        group.MapPost("/system/sync", SyncAsync).WithSummary("Read the environment into the system organisation again");
    }

    private static ListAnswer<OrganizationAnswer> List([AsParameters] PageQuery page, string? search, string? status, OrganizationDirectory organizations) =>
        ListAnswer.Of(organizations.List(page.Size(), page.Position(), FilterOf(search, status)), one => OrganizationAnswer.Of(one, organizations));

    private static OrganizationFilter FilterOf(string? search, string? status) => status switch
    {
        null or "" => new(search),
        OrganizationAnswer.Active => new(search, OrganizationStatus.Active),
        OrganizationAnswer.Suspended => new(search, OrganizationStatus.Suspended),
        OrganizationAnswer.Deleted => new(search, OrganizationStatus.Deleted),
        "all" => new(search, Deleted: true),
        _ => throw new ApiErrorException(ApiError.BadParameter("status", "\"status\" must be \"active\", \"suspended\", \"deleted\" or \"all\".")),
    };

    private static async Task<Created<OrganizationAnswer>> CreateAsync(
        NewOrganization wanted, Caller caller, OrganizationDirectory organizations, CancellationToken cancellationToken)
    {
        var slug = RequestMembers.Required(wanted.Slug, "slug");
        var name = RequestMembers.Required(wanted.Name, "name");
        var created = await organizations.CreateAsync(slug, name, Utf8Body.Of(wanted.Config), caller.Actor, cancellationToken);
        return TypedResults.Created($"{Path}/{slug}", OrganizationAnswer.Of(created.Organization, organizations) with { Warnings = created.Warnings });
    }

    private static OrganizationAnswer Get(string slug, OrganizationDirectory organizations) =>
        OrganizationAnswer.Of(organizations.Find(slug) ?? throw new OrganizationNotFoundException(slug), organizations);

    private static async Task<OrganizationAnswer> UpdateAsync(
        string slug, OrganizationChange change, Caller caller, OrganizationDirectory organizations, CancellationToken cancellationToken)
    {
        OrganizationStatus? status = change.Status switch
        {
            null => null,
            OrganizationAnswer.Active => OrganizationStatus.Active,
            OrganizationAnswer.Suspended => OrganizationStatus.Suspended,
            _ => throw RequestMembers.Invalid("status", "invalid_status", "\"status\" must be \"active\" or \"suspended\"."),
        };
        return OrganizationAnswer.Of(await organizations.UpdateAsync(slug, new(change.Name, status), caller.Actor, cancellationToken), organizations);
    }

    private static async Task<NoContent> DeleteAsync(
        string slug, [FromQuery] bool? purge, Caller caller, OrganizationDirectory organizations, CancellationToken cancellationToken)
    {
        await (purge is true
            ? organizations.PurgeAsync(slug, caller.Actor, cancellationToken)
            : organizations.DeleteAsync(slug, caller.Actor, cancellationToken));
        return TypedResults.NoContent();
    }

    private static async Task<ConfigAnswer> SyncAsync(Caller caller, SystemOrganization system, CancellationToken cancellationToken) =>
        ConfigAnswer.Of(await system.SyncAsync(caller.Actor, cancellationToken));
}

// A misspelt member is refused: left out silently it would be a wish that nobody hears.
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NewOrganization(string? Slug, string? Name, JsonElement? Config = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record OrganizationChange(string? Name = null, string? Status = null);

/// <param name="Status"><c>active</c>, <c>suspended</c> or, in lists, <c>deleted</c>.</param>
/// <param name="Version">Of its config.</param>
/// <param name="DeletedAt">Of a deleted one only, as is <paramref name="PurgeAt"/>: until then it can be made active again.</param>
/// <param name="Warnings">What was corrected in the config it was created with; only in the answer to that.</param>
internal sealed record OrganizationAnswer(
    string Slug, string Name, bool IsSystem, string Status, long Version, DateTime CreatedAt, DateTime UpdatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? DeletedAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? PurgeAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ConfigProblem>? Warnings = null)
{
    public const string Active = "active";
    public const string Suspended = "suspended";
    public const string Deleted = "deleted";

    public static OrganizationAnswer Of(Organization one, OrganizationDirectory organizations)
    {
        var purged = organizations.PurgeAt(one)?.UtcDateTime;
        return new(one.Slug, one.Name, one.IsSystem, StatusOf(one), one.Version, one.CreatedAt.UtcDateTime, one.UpdatedAt.UtcDateTime,
            purged is null ? null : one.UpdatedAt.UtcDateTime, purged);
    }

    private static string StatusOf(Organization one) => one.Status switch
    {
        OrganizationStatus.Suspended => Suspended,
        OrganizationStatus.Deleted => Deleted,
        _ => Active,
    };
}
