namespace KernelHost.Knowledge.Search;

/// <summary>What an index is asked.</summary>
/// <param name="Text">The question.</param>
/// <param name="Vector">The question's, of length 1; null = only words are looked for.</param>
/// <param name="Words">Whether words are looked for.</param>
/// <param name="Most">How many chunks are wanted.</param>
internal sealed record IndexQuery(string Text, float[]? Vector, bool Words, int Most)
{
    /// <summary>Chunks below it are left out; null = none are.</summary>
    public double? Threshold { get; init; }

    /// <summary>The only documents that are looked at; null = all.</summary>
    public DocumentFilter? Filter { get; init; }
}

/// <summary>A chunk that was found.</summary>
/// <param name="Start">Where it begins in the document's extracted text, in UTF-16 code units; null = nobody says.</param>
/// <param name="Lexical">BM25, the higher the better; null when its words played no part.</param>
/// <param name="Vector">The cosine; null when vectors played no part.</param>
public sealed record FoundChunk(string DocumentId, string Document, int Number, int? Start, string Heading, string Text, double Score, double? Lexical, double? Vector);
