using System.Text.Json;
using KernelHost.Security;
using KernelHost.Server.Auth;

namespace KernelHost.Server.Endpoints;

/// <summary>Who changed what, when, with which key.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/admin/audit", ListAsync).RequireAuthorization(Policies.OrgAdmin).WithTags("Audit")
            .WithSummary("The organisation's audit log, newest first");

    private static async Task<ListAnswer<AuditAnswer>> ListAsync([AsParameters] PageQuery page, Caller caller, AuditLog audit, CancellationToken cancellationToken) =>
        ListAnswer.Of(await audit.ListAsync(caller.Organization, page.Size(), page.Position(), cancellationToken), AuditAnswer.Of);
}

/// <param name="Actor">Null = the host itself.</param>
internal sealed record AuditAnswer(long Id, DateTime Time, string Kind, AuditActorAnswer? Actor, string Subject, JsonElement Data)
{
    public static AuditAnswer Of(AuditEntry entry) => new(entry.Id, entry.Time.UtcDateTime, entry.Kind, AuditActorAnswer.Of(entry.Actor), entry.Subject, entry.Data);
}

internal sealed record ActorAnswer(string KeyId, string Role)
{
    public static ActorAnswer? Of(Actor actor) => actor.KeyId is { } key ? new(key, actor.Role.Wire()) : null;
}

/// <param name="Address">The client's address; null for entries from before addresses were kept.</param>
internal sealed record AuditActorAnswer(string KeyId, string Role, string? Address)
{
    public static AuditActorAnswer? Of(Actor actor) => actor.KeyId is { } key ? new(key, actor.Role.Wire(), actor.Address) : null;
}
