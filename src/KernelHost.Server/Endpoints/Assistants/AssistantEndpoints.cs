using KernelHost.Assistants;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Auth;
using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace KernelHost.Server.Endpoints.Assistants;

/// <summary>The organisation's assistants. They are called as models, at the chat endpoints.</summary>
internal static class AssistantEndpoints
{
    private const string Path = "/api/v1/assistants";

    public static void MapAssistants(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Path).WithTags("Assistants");
        group.MapGet("", ListAsync).RequireAuthorization(Policies.Member).WithSummary("The assistants, by slug; search looks in slugs, names and descriptions");
        group.MapPost("", CreateAsync).RequireAuthorization(Policies.OrgAdmin).WithSummary("Make an assistant, called as the model assistant/<slug>");
        group.MapPost("/import", ImportAsync).RequireAuthorization(Policies.OrgAdmin).WithSummary("Make an assistant of an exported one; replace=true puts it in the place of one of the same slug");
        group.MapGet("/{slug}", GetAsync).RequireAuthorization(Policies.Member).WithSummary("One assistant; its version is the ETag");
        group.MapPut("/{slug}", PutAsync).RequireAuthorization(Policies.OrgAdmin).WithSummary("Replace it whole");
        group.MapDelete("/{slug}", DeleteAsync).RequireAuthorization(Policies.OrgAdmin).WithSummary("Delete it");
        group.MapGet("/{slug}/export", ExportAsync).RequireAuthorization(Policies.OrgAdmin).WithSummary("It as a file that can be imported elsewhere");
    }

    private static async Task<ListAnswer<AssistantAnswer>> ListAsync(
        [AsParameters] PageQuery page, string? search, Caller caller, OrganizationDirectory organizations, AssistantDirectory assistants)
    {
        var all = (await assistants.AllAsync(Own(caller, organizations))).Values.Where(one => string.IsNullOrEmpty(search)
            || new[] { one.Assistant.Slug, one.Assistant.Name, one.Assistant.Description }.Any(text => text.Contains(search, StringComparison.OrdinalIgnoreCase)));
        return ListAnswer.Of(page.Slice(all), one => AssistantAnswer.Of(one));
    }

    private static async Task<Created<AssistantAnswer>> CreateAsync(
        AssistantBody body, Caller caller, CallerSetup setups, OrganizationDirectory organizations, AssistantDirectory assistants, CancellationToken cancellationToken)
    {
        var stored = await assistants.CreateAsync(Own(caller, organizations), body.Parse(caller), caller.Actor, cancellationToken);
        return TypedResults.Created($"{Path}/{stored.Assistant.Slug}", await AnswerAsync(stored, setups, cancellationToken));
    }

    private static async Task<Results<Created<AssistantAnswer>, Ok<AssistantAnswer>>> ImportAsync(
        AssistantBody body, [FromQuery] bool? replace, Caller caller, CallerSetup setups, OrganizationDirectory organizations, AssistantDirectory assistants,
        CancellationToken cancellationToken)
    {
        var (organization, assistant) = (Own(caller, organizations), body.Parse(caller));
        if (replace is true && await assistants.FindAsync(organization, assistant.Slug) is { } before
            && await assistants.ReplaceAsync(organization, assistant with { Owner = body.Owner ?? before.Assistant.Owner }, null, caller.Actor, cancellationToken) is { } replaced)
        {
            return TypedResults.Ok(await AnswerAsync(replaced, setups, cancellationToken));
        }

        var stored = await assistants.CreateAsync(organization, assistant, caller.Actor, cancellationToken);
        return TypedResults.Created($"{Path}/{stored.Assistant.Slug}", await AnswerAsync(stored, setups, cancellationToken));
    }

    private static async Task<AssistantAnswer> GetAsync(string slug, HttpContext context, Caller caller, OrganizationDirectory organizations, AssistantDirectory assistants)
    {
        var stored = await FindAsync(slug, caller, organizations, assistants);
        context.Response.SetTag(stored.Version);
        return AssistantAnswer.Of(stored);
    }

    private static async Task<AssistantAnswer> PutAsync(
        string slug, AssistantBody body, [FromHeader(Name = "If-Match")] string? ifMatch, HttpContext context, Caller caller, CallerSetup setups,
        OrganizationDirectory organizations, AssistantDirectory assistants)
    {
        var gone = context.RequestAborted;
        var before = await FindAsync(slug, caller, organizations, assistants);
        var assistant = body.Parse(caller, slug) with { Owner = body.Owner ?? before.Assistant.Owner };
        var stored = await assistants.ReplaceAsync(Own(caller, organizations), assistant, ConfigVersionTag.Expected(ifMatch), caller.Actor, gone)
            ?? throw new ApiErrorException(ApiError.NotFound("assistant", slug));
        context.Response.SetTag(stored.Version);
        return await AnswerAsync(stored, setups, gone);
    }

    private static async Task<NoContent> DeleteAsync(
        string slug, Caller caller, OrganizationDirectory organizations, AssistantDirectory assistants, CancellationToken cancellationToken) =>
        await assistants.RemoveAsync(Own(caller, organizations), slug, caller.Actor, cancellationToken)
            ? TypedResults.NoContent()
            : throw new ApiErrorException(ApiError.NotFound("assistant", slug));

    private static async Task<Ok<AssistantBody>> ExportAsync(string slug, HttpContext context, Caller caller, OrganizationDirectory organizations, AssistantDirectory assistants)
    {
        var stored = await FindAsync(slug, caller, organizations, assistants);
        context.Response.Headers[HeaderNames.ContentDisposition] = $"attachment; filename=\"{slug}.assistant.json\"";
        return TypedResults.Ok(AssistantBody.Of(stored.Assistant));
    }

    private static async Task<StoredAssistant> FindAsync(string slug, Caller caller, OrganizationDirectory organizations, AssistantDirectory assistants) =>
        await assistants.FindAsync(Own(caller, organizations), slug) ?? throw new ApiErrorException(ApiError.NotFound("assistant", slug));

    private static async Task<AssistantAnswer> AnswerAsync(StoredAssistant stored, CallerSetup setups, CancellationToken cancellationToken) =>
        AssistantAnswer.Of(stored, await AssistantWarnings.OfAsync(stored.Assistant, await setups.OwnAsync(cancellationToken), cancellationToken));

    private static Organization Own(Caller caller, OrganizationDirectory organizations) =>
        organizations.Find(caller.Organization) ?? throw new OrganizationNotFoundException(caller.Organization);
}
