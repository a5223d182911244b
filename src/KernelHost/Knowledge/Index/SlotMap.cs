namespace KernelHost.Knowledge.Index;

/// <summary>Which document each slot of a generation belongs to: what a search by vectors may find. One writer, any number of readers without a lock; a reader sees each slot as it was or as it is.</summary>
internal sealed class SlotMap
{
    /// <summary>Nobody's: never filled, or its document is gone.</summary>
    public const int Free = 0;

    private volatile int[] _documents = new int[1024];
    private volatile int _count;

    /// <summary>Slots from here on have never been anybody's.</summary>
    public int Count => _count;

    /// <summary>Read the count first: what is below it is there.</summary>
    public ReadOnlySpan<int> Documents => _documents;

    public void Set(long slot, int document)
    {
        var at = checked((int)slot);
        if (at >= _documents.Length)
        {
            var longer = new int[Math.Max(at + 1, _documents.Length * 2)];
            _documents.CopyTo(longer, 0);
            _documents = longer;
        }

        Volatile.Write(ref _documents[at], document);
        _count = Math.Max(_count, at + 1);
    }
}
