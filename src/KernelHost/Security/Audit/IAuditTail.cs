namespace KernelHost.Security;

/// <summary>The end of the log as the transaction that appends to it sees it.</summary>
internal interface IAuditTail
{
    AuditHead? FindHead(string organization);

    /// <summary>What the head should be, from the organisation's newest entry; without a seal.</summary>
    AuditHead? FindLast(string organization);

    /// <summary>Of every organisation that has or had one.</summary>
    IReadOnlyList<AuditHead> Heads();

    AuditTotal? FindTotal();

    /// <summary>What the total should be, from the entries themselves; without a seal. Slow.</summary>
    AuditTotal Count();

    void Insert(AuditRecord entry);

    void Set(AuditHead head);

    void Set(AuditTotal total);
}
