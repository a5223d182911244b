using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace KernelHost.Security;

/// <summary>The record of every change. Changes to organisations, configs and keys write their own entries; others call <see cref="AppendAsync"/>. Thread-safe.</summary>
public sealed class AuditLog
{
    private const int Batch = 500;

    private readonly IAuditStore _store;
    private readonly AuditVerifier _verifier;
    private readonly TimeProvider _time;

    internal AuditLog(IAuditStore store, AuditSeal seal, TimeProvider time) => (_store, _verifier, _time) = (store, new(store, seal), time);

    /// <param name="data">Details without secrets.</param>
    public Task AppendAsync(string kind, Actor actor, string organization, string subject, JsonObject? data, CancellationToken cancellationToken) =>
        _store.AppendAsync(Draft(_time, kind, actor, organization, subject, data), cancellationToken);

    /// <summary>Newest first. <paramref name="organization"/> null = of all organisations.</summary>
    public Task<Page<AuditEntry>> ListAsync(string? organization, int limit, string? cursor, CancellationToken cancellationToken) =>
        FindAsync(new() { Organization = organization }, limit, AuditPosition.TryParse(cursor, out var before) ? before : null, cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="before">The <see cref="Page{T}.NextCursor"/> of the page before, parsed; null = from the newest on.</param>
    public async Task<Page<AuditEntry>> FindAsync(AuditFilter filter, int limit, AuditPosition? before, CancellationToken cancellationToken)
    {
        var found = await _store.ListAuditAsync(filter, before ?? AuditPosition.Newest, limit + 1, cancellationToken);
        AuditEntry[] entries = [.. found.Take(limit).Select(entry => entry.ToEntry())];
        return new(entries, found.Count <= limit ? null : new AuditPosition(found[limit - 1].Time, found[limit - 1].Id).ToString());
    }

    /// <summary>In the order they were written, read in small parts: however long the log is, little of it is in memory.</summary>
    public async IAsyncEnumerable<AuditEntry> ReadAsync(AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var (after, more) = (0L, true); more;)
        {
            var part = await _store.ReadAuditAsync(filter, after, Batch, cancellationToken);
            foreach (var entry in part)
            {
                yield return entry.ToEntry();
                after = entry.Id;
            }

            more = part.Count == Batch;
        }
    }

    /// <summary>Whether an organisation's chain is as the host wrote it.</summary>
    public Task<AuditVerification> VerifyAsync(string organization, CancellationToken cancellationToken) => _verifier.VerifyAsync(organization, cancellationToken);

    /// <summary>Every chain, and whether one is missing altogether.</summary>
    public Task<AuditVerification> VerifyAllAsync(CancellationToken cancellationToken) => _verifier.VerifyAllAsync(cancellationToken);

    internal static AuditDraft Draft(TimeProvider time, string kind, Actor actor, string organization, string subject, JsonObject? data) =>
        new(time.GetUtcNow().ToMilliseconds(), kind, actor, organization, subject, AuditData.ToElement(data));
}
