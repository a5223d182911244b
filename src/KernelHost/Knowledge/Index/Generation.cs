using KernelHost.Knowledge.Chunking;

namespace KernelHost.Knowledge.Index;

/// <summary>
/// One index of all documents by one model and one way to cut: its table of chunks, its full-text index, its vectors. One of a knowledge base serves; another may be in the making. What a
/// search may find of its vectors is in memory.
/// </summary>
internal sealed class Generation : IDisposable
{
    private readonly string _vectorPath;
    private volatile VectorFile? _vectors;

    public Generation(long number, IndexSettings settings, int? dimensions, string knowledgePath)
    {
        (Number, Settings) = (number, settings);
        _vectorPath = $"{Path.ChangeExtension(knowledgePath, null)}.{number}.vec";
        Dimensions = dimensions;
        if (dimensions is { } length)
        {
            _vectors = new(_vectorPath, length);
        }
    }

    public long Number { get; }

    public IndexSettings Settings { get; }

    public ChunkingSettings Chunking => Settings.Chunking;

    /// <summary>The length of its vectors; null until the first one is there.</summary>
    public int? Dimensions { get; private set; }

    public SlotMap Slots { get; } = new();

    public VectorFile? Vectors => _vectors;

    public string Chunks => $"chunk_{Number}";

    public string Words => $"words_{Number}";

    /// <summary>Where the next chunk goes. A slot is never used twice while the file is open: a search may still be looking at it.</summary>
    public long NextSlot { get; set; }

    public void Begin(int dimensions) => (Dimensions, _vectors) = (dimensions, new(_vectorPath, dimensions));

    public void Delete()
    {
        Dispose();
        File.Delete(_vectorPath);
    }

    public void Dispose() => _vectors?.Dispose();
}
