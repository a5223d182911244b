namespace KernelHost.Security;

/// <summary>Walks one chain from its first entry and notes where it is not what the host wrote. Holds one entry's worth of state.</summary>
internal sealed class ChainWalk(string organization, AuditSeal seal, AuditProblems problems)
{
    private long _next = 1;
    private byte[] _previous = AuditRecord.NoHash;

    public long Entries { get; private set; }

    public void Step(AuditRecord entry)
    {
        Entries++;
        CheckPlace(entry);
        if (!AuditHash.Of(entry).AsSpan().SequenceEqual(entry.Hash))
        {
            Note(entry, "altered", "The entry is not what its hash was made from.");
        }

        if (entry.Kind == AuditChain.SealBroken)
        {
            Note(entry, "seal_broken", "When the host wrote this entry, the end of the log did not bear its seal: what stands before it may have been rewritten.");
        }

        _next = Math.Max(_next, entry.Sequence + 1);
        _previous = entry.Hash;
    }

    public void End(AuditHead? head)
    {
        var last = _next - 1;
        switch (head)
        {
            case null:
                Note(last, Entries == 0 ? "chain_missing" : "head_missing", Entries == 0 ? "The organisation has no log at all." : "The chain's head was removed.");
                return;
            case var _ when head.Sequence > last:
                Note(last + 1, "missing", Missing(last + 1, head.Sequence));
                break;
            case var _ when head.Sequence < last:
                Note(head.Sequence + 1, "added", "The chain goes on after the entry that its head names as the last.");
                break;
            case var _ when !head.Hash.AsSpan().SequenceEqual(_previous):
                Note(last, "head_differs", "The chain's head does not hold the hash of the last entry.");
                break;
        }

        if (!seal.Holds(head))
        {
            Note(head.Sequence, "seal_invalid", "The chain's head does not bear the host's seal: it was written by somebody else, or the key ring is another one.");
        }
    }

    private void CheckPlace(AuditRecord entry)
    {
        if (entry.Sequence > _next)
        {
            Note(_next, "missing", Missing(_next, entry.Sequence - 1));
        }
        else if (entry.Sequence < _next)
        {
            Note(entry, "out_of_order", "The entry does not stand where its sequence number belongs.");
        }
        else if (!entry.PreviousHash.AsSpan().SequenceEqual(_previous))
        {
            Note(entry, "not_linked", "The entry's \"previous_hash\" is not the hash of the entry before it.");
        }
    }

    private void Note(AuditRecord entry, string problem, string message) => problems.Add(organization, entry.Sequence, entry.Id, problem, message);

    private void Note(long sequence, string problem, string message) => problems.Add(organization, sequence, null, problem, message);

    private static string Missing(long first, long last) =>
        first == last ? FormattableString.Invariant($"Entry {first} is missing.") : FormattableString.Invariant($"Entries {first} to {last} are missing.");
}
