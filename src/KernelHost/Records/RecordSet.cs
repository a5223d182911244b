using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KernelHost.Security;

namespace KernelHost.Records;

/// <summary>One kind of an organisation's records, as the type their room uses. Thread-safe; every call asks the database.</summary>
internal sealed class RecordSet<T>(IRecordStore store, string kind, JsonTypeInfo<T> json, TimeProvider time)
    where T : class
{
    /// <summary>Null when there is none.</summary>
    public async Task<Kept<T>?> FindAsync(Guid organization, string id, CancellationToken cancellationToken) =>
        await store.FindRecordAsync(Key(organization, id), cancellationToken) is { } found ? Read(found) : null;

    /// <summary>All of one organisation (null = of all), oldest first.</summary>
    public async Task<IReadOnlyList<Kept<T>>> AllAsync(Guid? organization, CancellationToken cancellationToken) =>
        [.. (await store.ListRecordsAsync(new(organization, kind), cancellationToken)).Select(Read)];

    /// <summary>A page, newest first.</summary>
    /// <param name="parent">Only the records of this one; null = all.</param>
    /// <param name="position">Where the page before ended: a number as text; null = at the beginning.</param>
    public async Task<Page<Kept<T>>> ListAsync(Guid organization, RecordKey? parent, int limit, string? position, CancellationToken cancellationToken)
    {
        var found = await store.ListRecordsAsync(
            new(organization, kind)
            {
                Parent = parent?.AsParent,
                Past = position is null ? null : long.Parse(position, CultureInfo.InvariantCulture),
                Limit = limit + 1,
                NewestFirst = true,
            },
            cancellationToken);
        return found.Count <= limit
            ? new([.. found.Select(Read)], null)
            : new([.. found.Take(limit).Select(Read)], found[limit - 1].Number.ToString(CultureInfo.InvariantCulture));
    }

    /// <returns>Null when the id is taken.</returns>
    public async Task<Kept<T>?> AddAsync(Guid organization, string id, T value, AuditDraft? audit, CancellationToken cancellationToken, RecordKey? parent = null)
    {
        var now = Now;
        var record = new StoredRecord(Key(organization, id), JsonSerializer.Serialize(value, json), now, now) { Parent = parent?.AsParent };
        return await store.AddRecordAsync(record, audit, cancellationToken) ? new(organization, id, 1, now, now, value) : null;
    }

    /// <summary>Stores another value for one that was read.</summary>
    /// <returns>Null when it was changed or removed since.</returns>
    public async Task<Kept<T>?> ReplaceAsync(Kept<T> before, T value, AuditDraft? audit, CancellationToken cancellationToken)
    {
        var after = before with { Revision = before.Revision + 1, UpdatedAt = Now, Value = value };
        var record = new StoredRecord(Key(before.Organization, before.Id), JsonSerializer.Serialize(value, json), before.CreatedAt, after.UpdatedAt) { Revision = after.Revision };
        return await store.ReplaceRecordAsync(record, audit, cancellationToken) ? after : null;
    }

    /// <summary>Removes it with the records whose parent it is.</summary>
    public Task<bool> RemoveAsync(Guid organization, string id, AuditDraft? audit, CancellationToken cancellationToken) =>
        store.RemoveRecordAsync(Key(organization, id), audit, cancellationToken);

    /// <summary>Names one of this kind as a parent.</summary>
    public RecordKey Key(Guid organization, string id) => new(organization, kind, id);

    // To the millisecond, as it is stored: what a change answers is what is read afterwards.
    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private Kept<T> Read(StoredRecord record) => new(
        record.Key.Organization, record.Key.Id, record.Revision, record.CreatedAt, record.UpdatedAt,
        JsonSerializer.Deserialize(record.Json, json) ?? throw new JsonException($"The {kind} {record.Key.Id} is null."));
}

/// <summary>A value as it is kept.</summary>
/// <param name="Revision">1, and one more with every change: what an <c>ETag</c> is made of.</param>
internal sealed record Kept<T>(Guid Organization, string Id, long Revision, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, T Value);
