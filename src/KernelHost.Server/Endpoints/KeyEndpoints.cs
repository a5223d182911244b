using System.Collections.Immutable;
using System.Text.Json.Serialization;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Auth;
using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KernelHost.Server.Endpoints;

/// <summary>An organisation's API keys. A key's secret is in the answer that creates it and nowhere else.</summary>
internal static class KeyEndpoints
{
    public static void MapKeys(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/organizations/{slug}/keys").RequireAuthorization(Policies.OrgAdmin).RequireOwnOrganization().WithTags("Keys");
        group.MapGet("", List).WithSummary("List keys, newest first");
        group.MapPost("", CreateAsync).WithSummary("Make a key; its secret is shown only here");
        group.MapGet("/{id}", Get).WithSummary("Read one key, without its secret");
        group.MapPatch("/{id}", ChangeAsync).WithSummary("Change its name, limits, expiry, models or setup; null takes a limit away, and what is absent stays");
        group.MapPost("/{id}/rotate", RotateAsync).WithSummary("Make a key that may do the same; the old one goes on for the overlap (default 24h, 0s = none)");
        group.MapDelete("/{id}", RevokeAsync).WithSummary("Revoke a key; it stops with the next request");
    }

    private static ListAnswer<KeyAnswer> List(string slug, [AsParameters] PageQuery page, ApiKeyDirectory keys) =>
        ListAnswer.Of(keys.List(slug, page.Size(), page.Position()) ?? throw new OrganizationNotFoundException(slug), KeyAnswer.Of);

    private static async Task<Created<CreatedKeyAnswer>> CreateAsync(
        string slug, NewKey wanted, Caller caller, ApiKeyDirectory keys, OrganizationConfigs configs, CancellationToken cancellationToken)
    {
        var key = Within(caller, wanted.Parse());
        await RequireSetupAsync(slug, key.Setup, configs, cancellationToken);
        var created = await keys.CreateAsync(slug, key, caller.Actor, cancellationToken) ?? throw new OrganizationNotFoundException(slug);
        return TypedResults.Created($"/api/v1/organizations/{slug}/keys/{created.Key.Id}", new CreatedKeyAnswer(created));
    }

    private static KeyAnswer Get(string slug, string id, ApiKeyDirectory keys) =>
        KeyAnswer.Of(keys.Find(slug, id) ?? throw new ApiErrorException(ApiError.NotFound("key", id)));

    private static async Task<NoContent> RevokeAsync(string slug, string id, Caller caller, ApiKeyDirectory keys, CancellationToken cancellationToken) =>
        await keys.RevokeAsync(slug, id, caller.Actor, cancellationToken)
            ? TypedResults.NoContent()
            : throw new ApiErrorException(ApiError.NotFound("key", id));

    private static async Task<KeyAnswer> ChangeAsync(
        string slug, string id, KeyChange change, Caller caller, ApiKeyDirectory keys, OrganizationConfigs configs, CancellationToken cancellationToken)
    {
        await RequireSetupAsync(slug, change.Setup, configs, cancellationToken);
        var changed = await keys.ChangeAsync(slug, id, key => Within(caller, change.ApplyTo(key)), caller.Actor, cancellationToken);
        return KeyAnswer.Of(changed ?? throw new ApiErrorException(ApiError.NotFound("key", id)));
    }

    private static async Task<Created<CreatedKeyAnswer>> RotateAsync(
        string slug, string id, KeyRotation? wanted, Caller caller, ApiKeyDirectory keys, CancellationToken cancellationToken)
    {
        var overlap = (wanted ?? new()).Parse();
        var created = await keys.RotateAsync(slug, id, overlap, key => RequireMayRotate(caller, key), caller.Actor, cancellationToken)
            ?? throw new ApiErrorException(ApiError.NotFound("key", id));
        return TypedResults.Created($"/api/v1/organizations/{slug}/keys/{created.Key.Id}", new CreatedKeyAnswer(created));
    }

    private static NewApiKey Within(Caller caller, NewApiKey wanted) => caller.Exceeded(wanted) is var (member, message)
        ? throw RequestMembers.Invalid(member, "exceeds_own_limits", message)
        : wanted;

    // Nothing in the request is wrong: the two keys are.
    private static void RequireMayRotate(Caller caller, NewApiKey key)
    {
        if (caller.Exceeded(key) is var (_, message))
        {
            throw new ApiErrorException(new(StatusCodes.Status403Forbidden, "exceeds_own_limits", message));
        }
    }

    // A key for a setup that is not there could do nothing, and nobody would know why.
    private static async Task RequireSetupAsync(string slug, string? setup, OrganizationConfigs configs, CancellationToken cancellationToken)
    {
        var config = (await configs.GetAsync(slug, cancellationToken)).Config;
        if (setup is not null && config.FindSetup(setup) is null)
        {
            throw RequestMembers.Invalid("setup", "setup_not_found", $"There is no setup \"{setup}\". There is: {string.Join(", ", config.Setups.Keys.Order(StringComparer.Ordinal))}.");
        }
    }
}

/// <param name="Role"><c>member</c>, <c>org-admin</c> or, in the system organisation, <c>system-admin</c>.</param>
/// <param name="Subject">Whom the key stands for, in the owner's words.</param>
/// <param name="Setup">The only setup it may use; absent = any.</param>
/// <param name="Models">The only models it may use, as a client writes them; absent = all.</param>
/// <param name="Limits">How much it may ask for at the model endpoints; absent = only its organisation's limits.</param>
// "modles" left out silently would make a key that may use all models.
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NewKey(
    string? Name, string? Role, string? Subject = null, string? Setup = null, ImmutableArray<string>? Models = null, DateTimeOffset? ExpiresAt = null,
    KeyLimits? Limits = null)
{
    public NewApiKey Parse() =>
        new(RequestMembers.Required(Name, "name"), RoleNames.TryParse(RequestMembers.Required(Role, "role"), out var role)
            ? role
            : throw RequestMembers.Invalid("role", "invalid_role", "\"role\" must be \"member\", \"org-admin\" or \"system-admin\"."))
        {
            Subject = Subject,
            Setup = Setup,
            Models = Models,
            Limits = Limits?.Parse(),
            ExpiresAt = ExpiresAt,
        };
}
