using System.Text.Json.Serialization;
using KernelHost.Knowledge.Chunking;
using KernelHost.Knowledge.Indexing;
using KernelHost.Records;

namespace KernelHost.Knowledge;

/// <summary>A knowledge base as it is kept.</summary>
internal sealed record KnowledgeBaseRecord(
    string Name, string Description, string EmbeddingModel, string? Setup, ChunkingSettings Chunking, string? Collection, string File)
{
    public KnowledgeBase Of(Kept<KnowledgeBaseRecord> kept, string organization) => new()
    {
        OrganizationId = kept.Organization,
        Organization = organization,
        Slug = kept.Id,
        Name = Name,
        Description = Description,
        EmbeddingModel = EmbeddingModel,
        Setup = Setup,
        Chunking = Chunking,
        Collection = Collection,
        CreatedAt = kept.CreatedAt,
        UpdatedAt = kept.UpdatedAt,
        File = File,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(KnowledgeBaseRecord))]
[JsonSerializable(typeof(IngestInput))]
[JsonSerializable(typeof(ReindexInput))]
internal sealed partial class KnowledgeJson : JsonSerializerContext;
