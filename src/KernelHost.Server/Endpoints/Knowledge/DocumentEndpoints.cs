using System.Globalization;
using KernelHost.Knowledge;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Endpoints.Jobs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Endpoints.Knowledge;

/// <summary>The documents of a knowledge base.</summary>
internal static class DocumentEndpoints
{
    private const string Upload = """
        JSON is one document. A form is as many as it has files; its field "metadata" is an object for all of them. A document of a name that is there takes its place once it is indexed; until then,
        and if it cannot be indexed, the old one goes on serving.
        """;

    public static void MapDocumentReading(this RouteGroupBuilder group)
    {
        group.MapGet("/{kb}/documents", ListAsync).WithSummary("List its documents, in the order they came, with what could not be indexed and why");
        group.MapGet("/{kb}/documents/{id}", GetAsync).WithSummary("Read what is known of a document");
        group.MapGet("/{kb}/documents/{id}/text", TextAsync).Produces<string>(contentType: "text/plain").WithSummary("A document's text, as positions of hits count in it");
    }

    public static void MapDocumentWriting(this RouteGroupBuilder group)
    {
        var most = ((IEndpointRouteBuilder)group).ServiceProvider.GetRequiredService<IOptions<KnowledgeOptions>>().Value.MaxUploadBytes;
        group.MapPost("/{kb}/documents", UploadAsync).Accepts<DocumentBody>("application/json", "multipart/form-data").WithMetadata(new RequestSizeLimitAttribute(most))
            .WithSummary("Add documents (text, Markdown, HTML) as JSON or as files of a form; the answer names the job that indexes them").WithDescription(Upload);
        group.MapDelete("/{kb}/documents/{id}", RemoveAsync).WithSummary("Delete a document; searches do not find it any more");
        group.MapPost("/{kb}/documents/{id}/reindex", RenewAsync).WithSummary("Index a document again: one that failed as it was sent last");
    }

    private static async Task<ListAnswer<DocumentAnswer>> ListAsync(
        string kb, [AsParameters] PageQuery page, Caller caller, OrganizationDirectory organizations, KnowledgeBases bases, KnowledgeContents contents, CancellationToken cancellationToken)
    {
        var (_, knowledge) = await bases.FindAsync(caller, organizations, kb, cancellationToken);
        var past = page.NumberPosition() is { } position ? long.Parse(position, CultureInfo.InvariantCulture) : 0;
        return ListAnswer.Of(await contents.ListAsync(knowledge, page.Size(), past), DocumentAnswer.Of);
    }

    private static async Task<DocumentAnswer> GetAsync(
        string kb, string id, Caller caller, OrganizationDirectory organizations, KnowledgeBases bases, KnowledgeContents contents, CancellationToken cancellationToken)
    {
        var (_, knowledge) = await bases.FindAsync(caller, organizations, kb, cancellationToken);
        return DocumentAnswer.Of(await contents.GetAsync(knowledge, id));
    }

    private static async Task<ContentHttpResult> TextAsync(
        string kb, string id, Caller caller, OrganizationDirectory organizations, KnowledgeBases bases, KnowledgeContents contents, CancellationToken cancellationToken)
    {
        var (_, knowledge) = await bases.FindAsync(caller, organizations, kb, cancellationToken);
        return TypedResults.Text(await contents.TextAsync(knowledge, id), "text/plain; charset=utf-8");
    }

    private static async Task<Accepted<UploadAnswer>> UploadAsync(
        string kb, HttpContext context, Caller caller, OrganizationDirectory organizations, KnowledgeBases bases, KnowledgeContents contents, IOptions<KnowledgeOptions> limits)
    {
        var gone = context.RequestAborted;
        var (organization, knowledge) = await bases.FindAsync(caller, organizations, kb, gone);
        var sent = await DocumentUpload.ReadAsync(context, limits.Value);
        var (documents, job) = await contents.PutAsync(organization, knowledge, sent, caller.AsJobOwner(), caller.Actor, gone);
        return TypedResults.Accepted(JobEndpoints.AddressOf(job), UploadAnswer.Of(documents, job));
    }

    private static async Task<NoContent> RemoveAsync(
        string kb, string id, Caller caller, OrganizationDirectory organizations, KnowledgeBases bases, KnowledgeContents contents, CancellationToken cancellationToken)
    {
        var (organization, knowledge) = await bases.FindAsync(caller, organizations, kb, cancellationToken);
        await contents.RemoveAsync(organization, knowledge, id, caller.Actor, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Accepted<UploadAnswer>> RenewAsync(
        string kb, string id, Caller caller, OrganizationDirectory organizations, KnowledgeBases bases, KnowledgeContents contents, CancellationToken cancellationToken)
    {
        var (organization, knowledge) = await bases.FindAsync(caller, organizations, kb, cancellationToken);
        var (document, job) = await contents.RenewAsync(organization, knowledge, id, caller.AsJobOwner(), caller.Actor, cancellationToken);
        return TypedResults.Accepted(JobEndpoints.AddressOf(job), UploadAnswer.Of([document], job));
    }
}
