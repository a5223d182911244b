using System.Text.Json.Serialization;
using KernelHost.Knowledge;
using KernelHost.Knowledge.Chunking;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Auth;
using KernelHost.Server.Endpoints.Jobs;
using KernelHost.Server.Limits;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KernelHost.Server.Endpoints.Knowledge;

/// <summary>An organisation's knowledge bases: its admins write them, all of its keys read and ask them.</summary>
internal static class KnowledgeBaseEndpoints
{
    public const string Path = "/api/v1/knowledge-bases";

    private const string Tag = "Knowledge bases";

    public static void MapKnowledgeBases(this IEndpointRouteBuilder app)
    {
        var read = app.MapGroup(Path).RequireAuthorization(Policies.Member).WithTags(Tag);
        read.MapGet("", ListAsync).WithSummary("List knowledge bases, by slug");
        read.MapGet("/{kb}", GetAsync).WithSummary("Read one: what it is made by, what it holds, what serves");
        read.MapDocumentReading();

        var write = app.MapGroup(Path).RequireAuthorization(Policies.OrgAdmin).WithTags(Tag);
        write.MapPost("", CreateAsync).WithSummary("Create one; with external.collection the setup's knowledge-base server answers for it");
        write.MapPatch("/{kb}", ChangeAsync).WithSummary("Change it; another embedding model or chunking makes a new index in the background while the old one serves");
        write.MapDelete("/{kb}", DeleteAsync).WithSummary("Delete it with everything in it");
        write.MapPost("/{kb}/reindex", ReindexAsync).WithSummary("Make its index anew in the background while the old one serves, or go on with one that was broken off");
        write.MapDocumentWriting();

        app.MapGroup(Path).RequireAuthorization(Policies.Model).LimitAsModels().WithTags(Tag).MapKnowledgeQuery();
    }

    /// <summary>The caller's organisation and a knowledge base of it.</summary>
    /// <exception cref="KnowledgeException">There is none.</exception>
    public static async Task<(Organization Organization, KnowledgeBase Knowledge)> FindAsync(
        this KnowledgeBases bases, Caller caller, OrganizationDirectory organizations, string slug, CancellationToken cancellationToken)
    {
        var organization = Own(caller, organizations);
        return (organization, await bases.GetAsync(organization, slug, cancellationToken));
    }

    private static async Task<ListAnswer<KnowledgeBaseAnswer>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, OrganizationDirectory organizations, KnowledgeBases bases, KnowledgeContents contents, CancellationToken cancellationToken)
    {
        var found = page.Slice(await bases.AllAsync(Own(caller, organizations), cancellationToken));
        var answers = new List<KnowledgeBaseAnswer>();
        foreach (var one in found.Items)
        {
            answers.Add(KnowledgeBaseAnswer.Of(one, await contents.StateAsync(one)));
        }

        return ListAnswer.Of(new Page<KnowledgeBaseAnswer>(answers, found.NextCursor), one => one);
    }

    private static async Task<KnowledgeBaseAnswer> GetAsync(
        string kb, Caller caller, OrganizationDirectory organizations, KnowledgeBases bases, KnowledgeContents contents, CancellationToken cancellationToken)
    {
        var (_, knowledge) = await bases.FindAsync(caller, organizations, kb, cancellationToken);
        return KnowledgeBaseAnswer.Of(knowledge, await contents.StateAsync(knowledge));
    }

    private static async Task<Created<KnowledgeBaseAnswer>> CreateAsync(
        NewKnowledgeBaseBody wanted, Caller caller, OrganizationDirectory organizations, KnowledgeBases bases, KnowledgeContents contents, CancellationToken cancellationToken)
    {
        var name = RequestMembers.Required(wanted.Name, "name");
        var collection = wanted.External is { } external ? RequestMembers.Required(external.Collection, "external.collection") : null;
        var created = await bases.CreateAsync(
            Own(caller, organizations),
            new(name, wanted.Slug, wanted.Description, wanted.EmbeddingModel, CallerSetup.NameFor(caller, wanted.Setup), wanted.Chunking?.Over(new()), collection),
            caller.Actor, cancellationToken);
        return TypedResults.Created($"{Path}/{created.Slug}", KnowledgeBaseAnswer.Of(created, await contents.StateAsync(created)));
    }

    private static async Task<KnowledgeBaseAnswer> ChangeAsync(
        string kb, KnowledgeBaseChangeBody change, Caller caller, OrganizationDirectory organizations, KnowledgeBases bases, KnowledgeContents contents, CancellationToken cancellationToken)
    {
        var (organization, before) = await bases.FindAsync(caller, organizations, kb, cancellationToken);
        var changed = await bases.ChangeAsync(
            organization, kb, new(change.Name, change.Description, change.EmbeddingModel, change.Chunking?.Over(before.Chunking), change.External?.Collection), caller.Actor, cancellationToken);
        var job = changed.IsExternal ? null : await contents.ReindexAsync(organization, changed, anew: false, caller.AsJobOwner(), caller.Actor, cancellationToken);
        return KnowledgeBaseAnswer.Of(changed, await contents.StateAsync(changed)) with { Job = job is null ? null : JobAnswer.Of(job) };
    }

    private static async Task<NoContent> DeleteAsync(
        string kb, Caller caller, OrganizationDirectory organizations, KnowledgeBases bases, CancellationToken cancellationToken)
    {
        await bases.DeleteAsync(Own(caller, organizations), kb, caller.Actor, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Accepted<ReindexAnswer>> ReindexAsync(
        string kb, Caller caller, OrganizationDirectory organizations, KnowledgeBases bases, KnowledgeContents contents, CancellationToken cancellationToken)
    {
        var (organization, knowledge) = await bases.FindAsync(caller, organizations, kb, cancellationToken);
        var job = await contents.ReindexAsync(organization, knowledge, anew: true, caller.AsJobOwner(), caller.Actor, cancellationToken)
            ?? throw new InvalidOperationException("An index that is to be made anew is made.");
        return TypedResults.Accepted(JobEndpoints.AddressOf(job), new ReindexAnswer(JobAnswer.Of(job)));
    }

    private static Organization Own(Caller caller, OrganizationDirectory organizations) =>
        organizations.Find(caller.Organization) ?? throw new OrganizationNotFoundException(caller.Organization);
}

/// <param name="Slug">Its id in URLs; absent = made of the name.</param>
/// <param name="EmbeddingModel">As a client writes a model; absent = the setup's default; <c>none</c> = search by words only.</param>
/// <param name="Setup">Whose models make its vectors; absent = the key's own, else the default.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NewKnowledgeBaseBody(
    string? Name, string? Slug = null, string? Description = null, string? EmbeddingModel = null, string? Setup = null, ChunkingBody? Chunking = null, ExternalBody? External = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record KnowledgeBaseChangeBody(
    string? Name = null, string? Description = null, string? EmbeddingModel = null, ChunkingBody? Chunking = null, ExternalBody? External = null);

/// <param name="MaxTokens">Of a chunk, estimated.</param>
/// <param name="OverlapTokens">How much of a chunk's end the next one repeats.</param>
/// <param name="ByStructure">Begin a chunk at each heading, keep paragraphs, lists and code whole.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ChunkingBody(int? MaxTokens = null, int? OverlapTokens = null, bool? ByStructure = null)
{
    public static ChunkingBody Of(ChunkingSettings settings) => new(settings.MaxTokens, settings.OverlapTokens, settings.ByStructure);

    /// <summary>These, and what they leave out of others. Where only the length is given, the overlap keeps within it.</summary>
    public ChunkingSettings Over(ChunkingSettings others)
    {
        var most = MaxTokens ?? others.MaxTokens;
        return new(most, OverlapTokens ?? Math.Min(others.OverlapTokens, Math.Max(0, most / 2)), ByStructure ?? others.ByStructure);
    }
}

/// <param name="Collection">The id of the collection at the setup's knowledge-base server.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ExternalBody(string? Collection = null);

/// <param name="Job">That makes the new index.</param>
internal sealed record ReindexAnswer(JobAnswer Job);
