namespace KernelHost.Security;

/// <summary>The end of an organisation's chain.</summary>
/// <param name="Sequence">Of the newest entry; 0 = there is none yet.</param>
internal sealed record AuditHead(string Organization, long Sequence, byte[] Hash)
{
    /// <summary>Made with a key that is not in the database, see <see cref="AuditSeal"/>.</summary>
    public byte[] Seal { get; init; } = [];

    public static AuditHead None(string organization) => new(organization, 0, AuditRecord.NoHash);
}

/// <summary>The whole log: how many entries there are, and the last one's id.</summary>
internal sealed record AuditTotal(long Entries, long LastId)
{
    /// <summary>Made with a key that is not in the database, see <see cref="AuditSeal"/>.</summary>
    public byte[] Seal { get; init; } = [];

    public static AuditTotal None { get; } = new(0, 0);
}
