using KernelHost.Security;

namespace KernelHost.Records;

/// <summary>
/// Where the things of organisations are kept that are neither their config nor their keys: assistants, rubrics, jobs… as JSON, each of a kind that a room owns.
/// A change and its audit entry are stored together or not at all; when a method returns, the change survives a crash. A purged organisation's records go with it.
/// </summary>
internal interface IRecordStore
{
    /// <summary>Null when there is none.</summary>
    Task<StoredRecord?> FindRecordAsync(RecordKey key, CancellationToken cancellationToken);

    /// <summary>In the order of their numbers.</summary>
    Task<IReadOnlyList<StoredRecord>> ListRecordsAsync(RecordQuery query, CancellationToken cancellationToken);

    /// <summary>Adds it; its number is the store's to give.</summary>
    /// <returns>False when the organisation has a record of that kind and id, or is gone.</returns>
    Task<bool> AddRecordAsync(StoredRecord record, AuditDraft? audit, CancellationToken cancellationToken);

    /// <summary>Replaces the one with the revision before this one's: its JSON, parent and time.</summary>
    /// <returns>False when there is none, or it has another revision by now.</returns>
    Task<bool> ReplaceRecordAsync(StoredRecord record, AuditDraft? audit, CancellationToken cancellationToken);

    /// <summary>Removes it and the records whose parent it is.</summary>
    /// <returns>False when there is none.</returns>
    Task<bool> RemoveRecordAsync(RecordKey key, AuditDraft? audit, CancellationToken cancellationToken);
}

/// <param name="Kind">Such as <c>assistant</c>; a constant of the room that owns it.</param>
/// <param name="Id">One of a kind in its organisation.</param>
internal readonly record struct RecordKey(Guid Organization, string Kind, string Id)
{
    /// <summary>How another record names this one as its parent.</summary>
    public string AsParent => $"{Kind}/{Id}";
}

internal sealed record StoredRecord(RecordKey Key, string Json, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Grows with every record that is added; 0 until then. What lists are in the order of.</summary>
    public long Number { get; init; }

    /// <summary>1, and one more with every change.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>The record it belongs to and goes with (<see cref="RecordKey.AsParent"/>); null = none.</summary>
    public string? Parent { get; init; }
}

/// <param name="Organization">Null = of all organisations.</param>
/// <param name="Kind">The only kind that is listed.</param>
internal sealed record RecordQuery(Guid? Organization, string Kind)
{
    /// <summary>Only those of this parent; null = all.</summary>
    public string? Parent { get; init; }

    /// <summary>Only those past this number: with greater ones, or smaller ones when the newest come first.</summary>
    public long? Past { get; init; }

    public int Limit { get; init; } = int.MaxValue;

    public bool NewestFirst { get; init; }
}
