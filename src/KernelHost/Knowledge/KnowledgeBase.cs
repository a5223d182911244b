using KernelHost.Knowledge.Chunking;

namespace KernelHost.Knowledge;

/// <summary>A knowledge base of an organisation: what it is made by, not what is in it. Immutable.</summary>
public sealed record KnowledgeBase
{
    public required Guid OrganizationId { get; init; }

    /// <summary>The organisation's slug.</summary>
    public required string Organization { get; init; }

    /// <summary>Its id in URLs.</summary>
    public required string Slug { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    /// <summary><c>provider/model</c>; <see cref="NoModel"/> = only words are looked for.</summary>
    public required string EmbeddingModel { get; init; }

    /// <summary>The setup whose providers make its vectors or whose knowledge-base server answers; null = the organisation's default.</summary>
    public string? Setup { get; init; }

    public required ChunkingSettings Chunking { get; init; }

    /// <summary>The collection of an external knowledge-base server that answers; null = its contents are here.</summary>
    public string? Collection { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What its files are called: a knowledge base that is made anew under a slug has others.</summary>
    internal string File { get; init; } = "";

    public const string NoModel = "none";

    public bool IsExternal => Collection is not null;
}

/// <summary>What a client wants to create.</summary>
/// <param name="Slug">Null = made from the name.</param>
/// <param name="EmbeddingModel">As a client writes a model; null = the setup's default for embeddings.</param>
public sealed record NewKnowledgeBase(string Name, string? Slug, string? Description, string? EmbeddingModel, string? Setup, ChunkingSettings? Chunking, string? Collection);

/// <summary>What is to change; null stays.</summary>
public sealed record KnowledgeBaseChange(string? Name, string? Description, string? EmbeddingModel, ChunkingSettings? Chunking, string? Collection);

/// <summary>What was asked for cannot be.</summary>
/// <param name="code">A stable word for programs.</param>
/// <param name="member">The member of the request that is wrong; null = none is.</param>
public sealed class KnowledgeRuleException(string code, string? member, string message) : Exception(message)
{
    public string Code => code;

    public string? Member => member;
}
