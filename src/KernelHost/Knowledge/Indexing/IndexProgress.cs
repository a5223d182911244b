namespace KernelHost.Knowledge.Indexing;

/// <summary>How far indexing has come.</summary>
/// <param name="Part">From 0 to 1, by the characters whose chunks are kept.</param>
/// <param name="Chunks">That were kept by this run.</param>
/// <param name="Documents">That are whole, or have failed.</param>
/// <param name="Of">All documents there are to do.</param>
internal sealed record IndexProgress(double Part, long Chunks, int Documents, int Of);
