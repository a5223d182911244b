using System.Collections.Immutable;
using KernelHost.Knowledge.Search;

namespace KernelHost.Knowledge;

/// <summary>What a knowledge base is asked.</summary>
public sealed record KnowledgeQuery(string Text)
{
    public const int MostHits = 100;

    public KnowledgeMode Mode { get; init; }

    public int TopK { get; init; } = 5;

    public double? Threshold { get; init; }

    public DocumentFilter? Filter { get; init; }
}

/// <summary>What was found.</summary>
/// <param name="Mode">What it was found by; <see cref="KnowledgeMode.Lexical"/> although more was asked for when no vector could be made.</param>
/// <param name="Embedding">How long the question's vector took.</param>
/// <param name="Searching">How long the search took.</param>
public sealed record KnowledgeResult(IReadOnlyList<FoundChunk> Hits, KnowledgeMode Mode, ImmutableArray<string> Warnings, TimeSpan Embedding, TimeSpan Searching);
