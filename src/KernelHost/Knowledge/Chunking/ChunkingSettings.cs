namespace KernelHost.Knowledge.Chunking;

/// <summary>How a knowledge base cuts its documents.</summary>
/// <param name="MaxTokens">Of one chunk, estimated (<see cref="TokenMeasure"/>): 32 to 8192.</param>
/// <param name="OverlapTokens">How much of a chunk's end the next one repeats, within a section; at most half of <paramref name="MaxTokens"/>.</param>
/// <param name="ByStructure">Begin a chunk at each heading and keep paragraphs, lists, tables and code whole where they fit; false = cut by length alone.</param>
public sealed record ChunkingSettings(int MaxTokens = 400, int OverlapTokens = 60, bool ByStructure = true)
{
    public const int Least = 32;
    public const int Most = 8192;
}
