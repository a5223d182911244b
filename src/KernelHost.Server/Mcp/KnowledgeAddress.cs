using ModelContextProtocol.Protocol;

namespace KernelHost.Server.Mcp;

/// <summary>The address of a knowledge base (<c>knowledge://handbook</c>) or of a document of it (<c>knowledge://handbook/0199…</c>) as a resource.</summary>
/// <param name="Document">Null = the knowledge base itself.</param>
internal sealed record KnowledgeAddress(string KnowledgeBase, string? Document = null)
{
    public const string KnowledgeBaseVariable = "knowledge_base";
    public const string DocumentVariable = "document_id";

    private const string Scheme = "knowledge://";

    public static IReadOnlyList<ResourceTemplate> Templates { get; } =
    [
        new()
        {
            UriTemplate = $"{Scheme}{{{KnowledgeBaseVariable}}}",
            Name = "knowledge-base",
            Title = "Knowledge base",
            Description = "What a knowledge base of the organisation is made by and what it holds, by its slug.",
            MimeType = "application/json",
        },
        new()
        {
            UriTemplate = $"{Scheme}{{{KnowledgeBaseVariable}}}/{{{DocumentVariable}}}",
            Name = "document",
            Title = "Document of a knowledge base",
            Description = "A document as it was sent: text, Markdown or HTML. search_knowledge gives the ids with its hits.",
        },
    ];

    /// <summary>Null when it is none. An address that a client's library has put in order may end with a slash.</summary>
    public static KnowledgeAddress? Parse(string uri) => !uri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? null : uri[Scheme.Length..].Split('/') switch
    {
        [{ Length: > 0 } slug] => new(slug),
        [{ Length: > 0 } slug, var document] => new(slug, document.Length > 0 ? document : null),
        _ => null,
    };

    public override string ToString() => Document is null ? $"{Scheme}{KnowledgeBase}" : $"{Scheme}{KnowledgeBase}/{Document}";
}
