using System.Text.Encodings.Web;
using System.Text.Json;
using KernelHost.Knowledge;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Endpoints.Knowledge;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace KernelHost.Server.Mcp;

/// <summary>An organisation's knowledge bases and their documents as resources, to all of its keys, as over HTTP. Singleton, thread-safe.</summary>
internal sealed class KnowledgeResources(OrganizationDirectory organizations, KnowledgeBases bases, KnowledgeContents contents, KnowledgePages pages, KnowledgeChanges changes)
{
    private static readonly KnowledgeWireJson Json = new(new JsonSerializerOptions(KnowledgeWireJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Changes when the list does.</summary>
    public long VersionFor(Caller caller) => organizations.Find(caller.Organization) is { } organization ? changes.Of(organization.Id) : 0;

    public async ValueTask<ListResourcesResult> ListAsync(Caller caller, string? cursor, CancellationToken cancellationToken) =>
        await pages.PageAsync(await bases.AllAsync(Own(caller), cancellationToken), ResourceCursor.Parse(cursor));

    /// <exception cref="McpProtocolException">There is none of that address.</exception>
    public async ValueTask<ReadResourceResult> ReadAsync(Caller caller, string uri, CancellationToken cancellationToken)
    {
        try
        {
            var address = KnowledgeAddress.Parse(uri)
                ?? throw NotFound(uri, $"There is no resource {NearNames.Quote(uri)}: they are called {string.Join(" and ", KnowledgeAddress.Templates.Select(one => one.UriTemplate))}, and resources/list lists them.");
            var knowledge = await FindAsync(caller, address, uri, cancellationToken);
            return new() { Contents = [await (address.Document is { } document ? DocumentAsync(knowledge, document, uri) : SummaryAsync(knowledge, uri))] };
        }
        catch (KnowledgeException gone) when (gone.Code == "knowledge_base_not_found")
        {
            throw NotFound(uri, gone.Message);
        }
    }

    private async Task<KnowledgeBase> FindAsync(Caller caller, KnowledgeAddress address, string uri, CancellationToken cancellationToken)
    {
        var organization = Own(caller);
        if (await bases.FindAsync(organization, address.KnowledgeBase, cancellationToken) is { } found)
        {
            return found;
        }

        var near = NearNames.To(address.KnowledgeBase, (await bases.AllAsync(organization, cancellationToken)).Select(one => one.Slug));
        throw NotFound(uri, $"There is no knowledge base {NearNames.Quote(address.KnowledgeBase)}.{(near.IsEmpty ? " resources/list lists those there are." : NearNames.Hint(near))}");
    }

    private async Task<ResourceContents> SummaryAsync(KnowledgeBase knowledge, string uri) => new TextResourceContents
    {
        Uri = uri,
        MimeType = "application/json",
        Text = JsonSerializer.Serialize(KnowledgeBaseAnswer.Of(knowledge, await contents.StateAsync(knowledge)), Json.KnowledgeBaseAnswer),
    };

    private async Task<ResourceContents> DocumentAsync(KnowledgeBase knowledge, string id, string uri)
    {
        try
        {
            var (type, text) = await contents.SourceAsync(knowledge, id);
            return new TextResourceContents { Uri = uri, MimeType = type, Text = text };
        }
        catch (KnowledgeRuleException refused)
        {
            throw NotFound(uri, knowledge.IsExternal
                ? $"The documents of this knowledge base are kept by an external server: ask {KnowledgeTool.Name} for passages of them."
                : $"{refused.Message} It may have been deleted: resources/list lists those there are.");
        }
    }

    private Organization Own(Caller caller) => organizations.Find(caller.Organization) ?? throw new OrganizationNotFoundException(caller.Organization);

    private static McpProtocolException NotFound(string uri, string message) => new(message, McpErrorCode.ResourceNotFound) { Data = { ["uri"] = uri } };
}
