namespace KernelHost.Security;

/// <summary>Checks the log against its hashes and seals, in parts: memory does not grow with the log, and changes go on meanwhile.</summary>
internal sealed class AuditVerifier(IAuditStore store, AuditSeal seal)
{
    private const int Batch = 500;

    private static readonly AuditFilter Everything = new();

    public async Task<AuditVerification> VerifyAsync(string organization, CancellationToken cancellationToken)
    {
        var problems = new AuditProblems();
        var (entries, head) = await WalkAsync(organization, problems, cancellationToken);
        return problems.Result(entries, head);
    }

    public async Task<AuditVerification> VerifyAllAsync(CancellationToken cancellationToken)
    {
        var problems = new AuditProblems();
        var entries = 0L;
        for (IReadOnlyList<string> chains = [""]; chains.Count > 0;)
        {
            chains = await store.ListChainsAsync(chains[^1], Batch, cancellationToken);
            foreach (var organization in chains)
            {
                entries += (await WalkAsync(organization, problems, cancellationToken)).Entries;
            }
        }

        await CheckTotalAsync(problems, cancellationToken);
        return problems.Result(entries, null);
    }

    private async Task<(long Entries, AuditHead? Head)> WalkAsync(string organization, AuditProblems problems, CancellationToken cancellationToken)
    {
        var walk = new ChainWalk(organization, seal, problems);
        for (var after = 0L; ;)
        {
            // The head is read at the same moment as the entries, so the last part fits it even while changes go on.
            var (part, head) = await store.ReadChainAsync(organization, after, Batch, cancellationToken);
            foreach (var entry in part)
            {
                walk.Step(entry);
                after = entry.Id;
            }

            if (part.Count < Batch)
            {
                walk.End(head);
                return (walk.Entries, head);
            }
        }
    }

    // The chains do not tell that a whole one is gone, together with its head; the numbers of all entries do.
    private async Task CheckTotalAsync(AuditProblems problems, CancellationToken cancellationToken)
    {
        var (stored, counted) = await store.CountAuditAsync(cancellationToken);
        if (stored is null)
        {
            problems.Add(null, null, null, "total_missing", "The record of how many entries there are was removed.");
            return;
        }

        var sealHolds = seal.Holds(stored);
        if (!sealHolds)
        {
            problems.Add(null, null, null, "seal_invalid", "The record of how many entries there are does not bear the host's seal.");
        }

        if ((counted.Entries, counted.LastId) != (stored.Entries, stored.LastId))
        {
            problems.Add(null, null, null, "entries_missing", FormattableString.Invariant($"The log has {counted.Entries} entries, its record says {stored.Entries}."));
        }
        else if (sealHolds)
        {
            return;
        }

        await FindGapsAsync(stored.LastId, problems, cancellationToken);
    }

    private async Task FindGapsAsync(long last, AuditProblems problems, CancellationToken cancellationToken)
    {
        var before = 0L;
        for (var more = true; more;)
        {
            var part = await store.ReadAuditAsync(Everything, before, Batch, cancellationToken);
            foreach (var entry in part)
            {
                NoteGap(before, entry.Id, problems);
                before = entry.Id;
            }

            more = part.Count == Batch;
        }

        NoteGap(before, last + 1, problems);
    }

    private static void NoteGap(long before, long after, AuditProblems problems)
    {
        if (after > before + 1)
        {
            problems.Add(null, null, before + 1, "gap", FormattableString.Invariant($"The ids {before + 1} to {after - 1} are missing."));
        }
    }
}
