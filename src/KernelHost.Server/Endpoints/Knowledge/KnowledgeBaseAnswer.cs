using System.Text.Json.Serialization;
using KernelHost.Knowledge;
using KernelHost.Server.Endpoints.Jobs;

namespace KernelHost.Server.Endpoints.Knowledge;

/// <param name="EmbeddingModel">What its index is, or is to be, made by.</param>
/// <param name="External">The collection of the setup's knowledge-base server that answers; absent = its contents are here.</param>
/// <param name="Documents">All of them.</param>
/// <param name="Chunks">That searches find.</param>
/// <param name="Indexing">Documents that wait or are being indexed.</param>
/// <param name="Failed">Documents that could not be indexed.</param>
/// <param name="Bytes">On the disk: texts, words, vectors.</param>
/// <param name="Serving">What searches use now; absent of an external one.</param>
/// <param name="Reindexing">Whether another index is in the making.</param>
/// <param name="Job">That makes the new index; only in the answer to a change that needs one.</param>
internal sealed record KnowledgeBaseAnswer(
    string Slug, string Name, string Description, string EmbeddingModel, string? Setup, ChunkingBody Chunking,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ExternalBody? External,
    long Documents, long Chunks, long Indexing, long Failed, long Bytes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ServingAnswer? Serving,
    bool Reindexing, DateTime CreatedAt, DateTime UpdatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JobAnswer? Job = null)
{
    public static KnowledgeBaseAnswer Of(KnowledgeBase one, KnowledgeState state) => new(
        one.Slug, one.Name, one.Description, one.EmbeddingModel, one.Setup, ChunkingBody.Of(one.Chunking), one.Collection is { } collection ? new(collection) : null,
        state.Totals.Documents, state.Totals.Chunks, state.Totals.Indexing, state.Totals.Failed, state.Bytes,
        one.IsExternal ? null : new(state.Serving.EmbeddingModel, state.Serving.Dimensions, ChunkingBody.Of(state.Serving.Chunking), state.Serving.Generation),
        state.IsReindexing, one.CreatedAt.UtcDateTime, one.UpdatedAt.UtcDateTime);
}

/// <param name="Dimensions">Of its vectors; null until there is one.</param>
/// <param name="Generation">Grows with every index that is made.</param>
internal sealed record ServingAnswer(string EmbeddingModel, int? Dimensions, ChunkingBody Chunking, long Generation);
