namespace KernelHost.Knowledge.Search;

/// <summary>The best of many, in a heap of bounded size with the worst of them on top.</summary>
internal sealed class BestSlots(int most)
{
    private readonly PriorityQueue<ScoredSlot, (double Score, long Older)> _heap = new(most + 1);
    private double _least = double.NegativeInfinity;

    public void Offer(long slot, double score)
    {
        if (score < _least || (_heap.Count == most && score == _least))
        {
            return;
        }

        _heap.Enqueue(new(slot, score), (score, -slot));
        if (_heap.Count > most)
        {
            _heap.Dequeue();
        }

        if (_heap.Count == most)
        {
            _least = _heap.Peek().Score;
        }
    }

    public void Add(BestSlots others)
    {
        foreach (var (slot, _) in others._heap.UnorderedItems)
        {
            // Slots come in no order here, so an equal score may be of an older one.
            _heap.Enqueue(slot, (slot.Score, -slot.Slot));
            if (_heap.Count > most)
            {
                _heap.Dequeue();
            }
        }
    }

    public ScoredSlot[] Sorted() => [.. _heap.UnorderedItems.Select(item => item.Element).OrderByDescending(item => item.Score).ThenBy(item => item.Slot)];
}
