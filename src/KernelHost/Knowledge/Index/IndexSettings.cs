using KernelHost.Knowledge.Chunking;

namespace KernelHost.Knowledge.Index;

/// <summary>What an index is made by. Another model or another way to cut makes another generation.</summary>
/// <param name="Model"><c>provider/model</c>; <see cref="NoModel"/> = no vectors.</param>
internal sealed record IndexSettings(string Model, ChunkingSettings Chunking)
{
    public const string NoModel = "none";

    public bool HasVectors => Model != NoModel;
}
