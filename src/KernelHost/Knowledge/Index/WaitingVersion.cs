using KernelHost.Knowledge.Chunking;

namespace KernelHost.Knowledge.Index;

/// <summary>A document's text that a generation does not hold yet.</summary>
/// <param name="Document">Its number.</param>
internal sealed record WaitingVersion(long Number, long Document, string DocumentName, string ContentType, long Characters);

/// <summary>A chunk on its way into a generation.</summary>
/// <param name="Vector">Of length 1; null in a generation without vectors.</param>
/// <param name="IsLast">With it, its version is whole and takes the place of what its document had.</param>
internal sealed record NewChunk(WaitingVersion Version, Chunk Chunk, float[]? Vector, bool IsLast);
