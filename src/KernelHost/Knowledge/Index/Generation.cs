using KernelHost.Knowledge.Chunking;

namespace KernelHost.Knowledge.Index;

/// <summary>
/// One index of all documents by one model and one way to cut: its table of chunks, its full-text index, its vectors. One of a knowledge base serves; another may be in the making. What a
/// search may find of its vectors is in memory.
/// </summary>
internal sealed class Generation : IDisposable
{
    private readonly string _vectorPath;
    private readonly Stack<long> _free = [];
    private readonly SemaphoreSlim _turn = new(1, 1);
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

    /// <summary>Slots from here on were never used.</summary>
    public long NextSlot { get; set; }

    /// <summary>Slots for new chunks. One that becomes free is used again only after the file was closed: a search may still be looking at it.</summary>
    public long[] Take(int count)
    {
        var slots = new long[count];
        foreach (ref var slot in slots.AsSpan())
        {
            slot = _free.TryPop(out var free) ? free : NextSlot++;
        }

        return slots;
    }

    /// <summary>Makes the gaps between the used slots free to use.</summary>
    public void Reuse(IEnumerable<long> used)
    {
        var next = 0L;
        foreach (var slot in used)
        {
            for (; next < slot; next++)
            {
                _free.Push(next);
            }

            next = slot + 1;
        }
    }

    /// <summary>One run of indexing at a time; ends when it is disposed of.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Turn(_turn);
    }

    public void Begin(int dimensions) => (Dimensions, _vectors) = (dimensions, new(_vectorPath, dimensions));

    public void Delete()
    {
        Dispose();
        File.Delete(_vectorPath);
    }

    // Not its turn: without a wait handle there is nothing to free, and a run may be about to end.
    public void Dispose() => _vectors?.Dispose();

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
