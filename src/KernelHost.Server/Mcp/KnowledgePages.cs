using KernelHost.Knowledge;
using KernelHost.Knowledge.Index;
using ModelContextProtocol.Protocol;

namespace KernelHost.Server.Mcp;

/// <summary>
/// The list of an organisation's resources: its knowledge bases by slug, then their documents in the order they came. A page opens as many knowledge bases as it needs, and few at most, so
/// one may be short, or empty, with others after it.
/// </summary>
internal sealed class KnowledgePages(KnowledgeContents contents)
{
    private const int MostListed = 100;
    private const int MostOpened = 10;

    /// <param name="bases">All of the organisation's, by slug.</param>
    public async Task<ListResourcesResult> PageAsync(IReadOnlyList<KnowledgeBase> bases, ResourceCursor from)
    {
        var listed = new List<Resource>();
        var next = from.Document is null ? ListBases(bases, from.KnowledgeBase, listed) : from;
        if (next.Document is { } past)
        {
            var kept = bases.Where(one => !one.IsExternal && string.CompareOrdinal(one.Slug, next.KnowledgeBase) >= 0);
            next = await ListDocumentsAsync(kept, next with { Document = past }, listed);
        }

        return new() { Resources = listed, NextCursor = next?.ToString() };
    }

    /// <returns>Where the list goes on.</returns>
    private static ResourceCursor ListBases(IReadOnlyList<KnowledgeBase> bases, string past, List<Resource> listed)
    {
        var left = bases.Where(one => string.CompareOrdinal(one.Slug, past) > 0).Take(MostListed + 1).ToArray();
        listed.AddRange(left.Take(MostListed).Select(Of));
        return left.Length > MostListed ? new(left[MostListed - 1].Slug, null) : new("", 0);
    }

    /// <returns>Where the list goes on; null at its end.</returns>
    private async Task<ResourceCursor?> ListDocumentsAsync(IEnumerable<KnowledgeBase> bases, ResourceCursor from, List<Resource> listed)
    {
        var opened = 0;
        foreach (var one in bases)
        {
            var past = one.Slug == from.KnowledgeBase ? from.Document ?? 0 : 0;
            if (listed.Count == MostListed || opened++ == MostOpened)
            {
                return new(one.Slug, past);
            }

            var documents = await DocumentsAsync(one, MostListed - listed.Count, past);
            listed.AddRange(documents.Items.Select(document => Of(one, document)));
            if (documents.NextCursor is not null)
            {
                return new(one.Slug, documents.Items[^1].Number);
            }
        }

        return null;
    }

    private async Task<Page<KnowledgeDocument>> DocumentsAsync(KnowledgeBase knowledge, int limit, long past)
    {
        try
        {
            return await contents.ListAsync(knowledge, limit, past);
        }
        catch (KnowledgeException gone) when (gone.Code == "knowledge_base_not_found")
        {
            return new([], null);   // it was deleted since the list of them was read
        }
    }

    private static Resource Of(KnowledgeBase knowledge) => new()
    {
        Uri = new KnowledgeAddress(knowledge.Slug).ToString(),
        Name = knowledge.Slug,
        Title = knowledge.Name,
        Description = string.Join(' ', new[]
        {
            knowledge.Description,
            knowledge.IsExternal ? $"A knowledge base of an external server, which keeps its documents: {KnowledgeTool.Name} finds passages of them." : "A knowledge base: what it holds, as JSON.",
        }.Where(text => text.Length > 0)),
        MimeType = "application/json",
        Annotations = new() { LastModified = knowledge.UpdatedAt },
    };

    private static Resource Of(KnowledgeBase knowledge, KnowledgeDocument document)
    {
        // While a new text waits, what is known is the new one's, and what is read the old one.
        var isKnown = document.Status == DocumentStatus.Ready || !document.IsServing;
        return new()
        {
            Uri = new KnowledgeAddress(knowledge.Slug, document.Id).ToString(),
            Name = document.Name,
            Title = document.Title,
            Description = $"A document of the knowledge base \"{knowledge.Name}\".{(document.Error is { } error ? $" It could not be indexed: {error}" : "")}",
            MimeType = isKnown ? document.ContentType : null,
            Size = isKnown ? document.Bytes : null,
            Annotations = new() { LastModified = document.UpdatedAt },
        };
    }
}
