namespace KernelHost.Knowledge.Index;

/// <summary>Where a document stands.</summary>
public enum DocumentStatus
{
    /// <summary>It, or its new text, waits to be indexed or is being indexed. An earlier text goes on serving.</summary>
    Indexing,

    /// <summary>Searches find it.</summary>
    Ready,

    /// <summary>It, or its new text, could not be indexed. An earlier text goes on serving.</summary>
    Failed,
}

/// <summary>A document of a knowledge base.</summary>
/// <param name="Metadata">A JSON object.</param>
/// <param name="Bytes">As it was sent, in UTF-8.</param>
/// <param name="Characters">Of its extracted text.</param>
/// <param name="Chunks">That serve; 0 until it is indexed.</param>
/// <param name="IsServing">Whether searches find it, if only by an earlier text.</param>
public sealed record KnowledgeDocument(
    string Id, string Name, string ContentType, string? Title, string Metadata, long Bytes, long Characters, long Chunks, DocumentStatus Status, string? Error, bool IsServing,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>What its knowledge base counts it by: what lists are in the order of.</summary>
    public long Number { get; init; }
}

/// <summary>A document to be put into a knowledge base; one of the same name makes way for it once it is indexed.</summary>
internal sealed record NewDocument(string Name, string ContentType, string? Title, string Metadata, string Source, long Characters);

/// <param name="Documents">All, whatever their status.</param>
/// <param name="Chunks">That serve.</param>
/// <param name="Failed">Documents that could not be indexed.</param>
public sealed record KnowledgeTotals(long Documents, long Chunks, long Indexing, long Failed);
