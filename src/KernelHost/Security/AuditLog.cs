using System.Globalization;
using System.Text.Json.Nodes;

namespace KernelHost.Security;

/// <summary>Where audit entries are kept. Append-only: entries are neither changed nor removed.</summary>
internal interface IAuditStore
{
    Task AppendAsync(AuditDraft entry, CancellationToken cancellationToken);

    /// <summary>Newest first, those older than <paramref name="before"/>.</summary>
    Task<IReadOnlyList<AuditEntry>> ListAuditAsync(string? organization, long before, int limit, CancellationToken cancellationToken);
}

/// <summary>The record of every change. Changes to organisations, configs and keys write their own entries; others call <see cref="AppendAsync"/>. Thread-safe.</summary>
public sealed class AuditLog
{
    private readonly IAuditStore _store;
    private readonly TimeProvider _time;

    internal AuditLog(IAuditStore store, TimeProvider time) => (_store, _time) = (store, time);

    /// <param name="data">Details without secrets.</param>
    public Task AppendAsync(string kind, Actor actor, string organization, string subject, JsonObject? data, CancellationToken cancellationToken) =>
        _store.AppendAsync(Draft(_time, kind, actor, organization, subject, data), cancellationToken);

    /// <summary>Newest first. <paramref name="organization"/> null = of all organisations.</summary>
    public async Task<Page<AuditEntry>> ListAsync(string? organization, int limit, string? cursor, CancellationToken cancellationToken)
    {
        var before = long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : long.MaxValue;
        var entries = await _store.ListAuditAsync(organization, before, limit + 1, cancellationToken);
        return entries.Count <= limit
            ? new(entries, null)
            : new([.. entries.Take(limit)], entries[limit - 1].Id.ToString(CultureInfo.InvariantCulture));
    }

    internal static AuditDraft Draft(TimeProvider time, string kind, Actor actor, string organization, string subject, JsonObject? data) =>
        new(time.GetUtcNow().ToMilliseconds(), kind, actor, organization, subject, AuditData.ToElement(data));
}
