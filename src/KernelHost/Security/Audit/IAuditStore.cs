namespace KernelHost.Security;

/// <summary>Where audit entries are kept. Append-only: entries are neither changed nor removed.</summary>
internal interface IAuditStore
{
    Task AppendAsync(AuditDraft entry, CancellationToken cancellationToken);

    /// <summary>Newest first, those before <paramref name="before"/>.</summary>
    Task<IReadOnlyList<AuditRecord>> ListAuditAsync(AuditFilter filter, AuditPosition before, int limit, CancellationToken cancellationToken);

    /// <summary>In the order they were written, those with a higher id than <paramref name="after"/>.</summary>
    Task<IReadOnlyList<AuditRecord>> ReadAuditAsync(AuditFilter filter, long after, int limit, CancellationToken cancellationToken);

    /// <summary>As <see cref="ReadAuditAsync"/>, with the head at the very same moment.</summary>
    Task<AuditStretch> ReadChainAsync(string organization, long after, int limit, CancellationToken cancellationToken);

    /// <summary>The organisations that have entries or a head, those after <paramref name="after"/>, in ordinal order.</summary>
    Task<IReadOnlyList<string>> ListChainsAsync(string after, int limit, CancellationToken cancellationToken);

    /// <summary>What is stored as the total, and what the entries say, at the same moment.</summary>
    Task<(AuditTotal? Stored, AuditTotal Counted)> CountAuditAsync(CancellationToken cancellationToken);
}

/// <summary>A part of a chain and the chain's head. Fewer entries than were asked for: the chain ends here.</summary>
internal sealed record AuditStretch(IReadOnlyList<AuditRecord> Entries, AuditHead? Head);
