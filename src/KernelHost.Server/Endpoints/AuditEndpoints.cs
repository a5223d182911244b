using System.Text.Json;
using System.Text.Json.Serialization;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Auth;

namespace KernelHost.Server.Endpoints;

/// <summary>Who changed what, when, from where, with which key; and whether the record of it is as the host wrote it.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/admin/audit").RequireAuthorization(Policies.OrgAdmin).WithTags("Audit");
        group.MapGet("", ListAsync).WithSummary("The organisation's audit log, newest first");
        group.MapGet("/export", ExportAsync).WithSummary("The same as JSON lines, oldest first, with what is needed to verify it elsewhere")
            .Produces<string>(contentType: AuditExport.ContentType);
        group.MapGet("/verify", VerifyAsync).WithSummary("Whether an entry was altered, removed or added behind the host's back");
    }

    private static async Task<ListAnswer<AuditAnswer>> ListAsync(
        [AsParameters] AuditQuery query, [AsParameters] PageQuery page, Caller caller, OrganizationDirectory organizations, AuditLog audit, CancellationToken cancellationToken)
    {
        var filter = query.Filter(caller, organizations);
        return ListAnswer.Of(await audit.FindAsync(filter, page.Size(), AuditQuery.Position(page), cancellationToken), entry => AuditAnswer.Of(entry, filter));
    }

    private static async Task ExportAsync(
        [AsParameters] AuditQuery query, HttpContext context, Caller caller, OrganizationDirectory organizations, AuditLog audit, TimeProvider time)
    {
        var filter = query.Filter(caller, organizations);
        context.Response.StartDownload(filter.Organization, time.GetUtcNow());
        await AuditExport.WriteAsync(context.Response.BodyWriter, audit.ReadAsync(filter, context.RequestAborted), context.RequestAborted);
    }

    private static async Task<AuditVerificationAnswer> VerifyAsync(bool? all, Caller caller, AuditLog audit, CancellationToken cancellationToken) =>
        AuditVerificationAnswer.Of(AuditQuery.IsForAll(all, caller)
            ? await audit.VerifyAllAsync(cancellationToken)
            : await audit.VerifyAsync(caller.Organization, cancellationToken));
}

/// <param name="Actor">Null = the host itself.</param>
/// <param name="Organization">Only when the entries are of all organisations.</param>
/// <param name="Sequence">Its number in the organisation's own chain.</param>
/// <param name="PreviousHash">The hash of the entry before it in that chain.</param>
internal sealed record AuditAnswer(
    long Id, long Sequence, DateTime Time, string Kind, AuditActorAnswer? Actor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Organization,
    string Subject, JsonElement Data, string PreviousHash, string Hash)
{
    public static AuditAnswer Of(AuditEntry entry, AuditFilter filter) => new(
        entry.Id, entry.Sequence, entry.Time.UtcDateTime, entry.Kind, AuditActorAnswer.Of(entry.Actor),
        filter.Organization is null ? entry.Organization : null, entry.Subject, entry.Data, entry.PreviousHash, entry.Hash);
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

/// <param name="Entries">How many were checked.</param>
/// <param name="Head">The end of the organisation's chain; null when all chains were checked. Kept elsewhere, it proves later that nothing before it changed.</param>
/// <param name="Problems">The first hundred.</param>
internal sealed record AuditVerificationAnswer(bool Intact, long Entries, AuditChainEnd? Head, IReadOnlyList<AuditProblem> Problems, long ProblemCount)
{
    public static AuditVerificationAnswer Of(AuditVerification found) => new(found.Intact, found.Entries, found.Head, found.Problems, found.ProblemCount);
}
