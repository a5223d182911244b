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
        group.MapDelete("/{id}", RevokeAsync).WithSummary("Revoke a key; it stops with the next request");
    }

    private static ListAnswer<KeyAnswer> List(string slug, [AsParameters] PageQuery page, ApiKeyDirectory keys) =>
        ListAnswer.Of(keys.List(slug, page.Size(), page.Position()) ?? throw new OrganizationNotFoundException(slug), KeyAnswer.Of);

    private static async Task<Created<CreatedKeyAnswer>> CreateAsync(
        string slug, NewKey wanted, Caller caller, ApiKeyDirectory keys, OrganizationConfigs configs, CancellationToken cancellationToken)
    {
        var key = wanted.Parse();
        RequireWithin(caller, key);
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

    // Otherwise a limited key would make itself an unlimited one.
    private static void RequireWithin(Caller caller, NewApiKey wanted)
    {
        if (caller.Setup is { } setup && wanted.Setup != setup)
        {
            throw RequestMembers.Invalid("setup", "exceeds_own_limits", $"Your key is for the setup \"{setup}\": a key it makes must be for it too.");
        }

        if (caller.Models is { } models && (wanted.Models is not { } asked || asked.Except(models, StringComparer.Ordinal).Any()))
        {
            throw RequestMembers.Invalid("models", "exceeds_own_limits", $"Your key may use {string.Join(", ", models)}: a key it makes must name some of these.");
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
// "modles" left out silently would make a key that may use all models.
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NewKey(
    string? Name, string? Role, string? Subject = null, string? Setup = null, ImmutableArray<string>? Models = null, DateTimeOffset? ExpiresAt = null)
{
    public NewApiKey Parse() =>
        new(RequestMembers.Required(Name, "name"), RoleNames.TryParse(RequestMembers.Required(Role, "role"), out var role)
            ? role
            : throw RequestMembers.Invalid("role", "invalid_role", "\"role\" must be \"member\", \"org-admin\" or \"system-admin\"."))
        {
            Subject = Subject,
            Setup = Setup,
            Models = Models?.Any(string.IsNullOrEmpty) is true ? throw RequestMembers.Invalid("models", "invalid_models", "\"models\" holds an empty name.") : Models,
            ExpiresAt = ExpiresAt,
        };
}

internal record KeyAnswer(
    string Id, string Name, string Role, string? Subject, string? Setup, IReadOnlyList<string>? Models, DateTime? ExpiresAt, DateTime CreatedAt)
{
    public static KeyAnswer Of(ApiKey key) =>
        new(key.Id, key.Name, key.Role.Wire(), key.Subject, key.Setup, key.Models, key.ExpiresAt?.UtcDateTime, key.CreatedAt.UtcDateTime);
}

internal sealed record CreatedKeyAnswer : KeyAnswer
{
    public CreatedKeyAnswer(CreatedApiKey created)
        : base(Of(created.Key)) => Key = created.Secret.Reveal();

    /// <summary>The key itself; keep it, it is not shown again.</summary>
    public string Key { get; }
}
