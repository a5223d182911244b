using System.Collections.Concurrent;
using KernelHost.Records;

namespace KernelHost.Jobs;

/// <summary>Jobs as records. Thread-safe, but for two changes of one job at once.</summary>
internal sealed class JobStore(IRecordStore records, JobsOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, Sweep> _swept = [];
    private readonly RecordSet<JobRecord> _jobs = new(records, "job", JobJson.Default.JobRecord, time);

    /// <summary>Those that have not ended, oldest first; those that ended too long ago are removed.</summary>
    public async Task<IReadOnlyList<LiveJob>> LoadAsync(CancellationToken cancellationToken)
    {
        var all = await _jobs.AllAsync(null, cancellationToken);
        foreach (var organization in all.Where(kept => kept.Value.EndedAt is not null).GroupBy(kept => kept.Organization))
        {
            await RemoveOldAsync([.. organization], cancellationToken);
        }

        return [.. all.Where(kept => kept.Value.EndedAt is null).Select(kept => new LiveJob(kept))];
    }

    /// <returns>Null when the organisation is gone.</returns>
    public async Task<LiveJob?> AddAsync(Guid organization, JobRecord job, CancellationToken cancellationToken) =>
        await _jobs.AddAsync(organization, $"job_{Guid.CreateVersion7(time.GetUtcNow()):N}", job, null, cancellationToken) is { } kept ? new LiveJob(kept) : null;

    public async Task<Job?> FindAsync(Guid organization, string id, CancellationToken cancellationToken) =>
        await _jobs.FindAsync(organization, id, cancellationToken) is { } kept ? kept.Value.ToJob(kept) : null;

    public async Task<Page<Job>> ListAsync(Guid organization, int limit, string? position, CancellationToken cancellationToken)
    {
        var page = await _jobs.ListAsync(organization, null, limit, position, cancellationToken);
        return new([.. page.Items.Select(kept => kept.Value.ToJob(kept))], page.NextCursor);
    }

    /// <summary>Stores what becomes of a job; nothing when it went with its organisation.</summary>
    public async Task SaveAsync(LiveJob live, Job job)
    {
        if (await _jobs.ReplaceAsync(live.Stored, live.Stored.Value.As(job), null, CancellationToken.None) is { } stored)
        {
            live.Stored = stored;
        }
    }

    /// <summary>
    /// Removes what an organisation's jobs that have ended are too many or too old of. Meant for every start: it looks only when a tenth of what is kept may have ended since,
    /// or a tenth of the time has passed, as to read a thousand jobs for each of a folder's files takes longer than the files.
    /// </summary>
    public async Task RemoveOldAsync(Guid organization, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var last = _swept.AddOrUpdate(organization, new Sweep(now, 0), (_, before) => before with { Since = before.Since + 1 });
        if (last.Since > 0 && last.Since < options.MostEndedPerOrganization / 10 && now - last.At < options.KeepEnded / 10)
            return;

        _swept[organization] = new(now, 0);
        await RemoveOldAsync([.. (await _jobs.AllAsync(organization, cancellationToken)).Where(kept => kept.Value.EndedAt is not null)], cancellationToken);
    }

    private async Task RemoveOldAsync(IReadOnlyList<Kept<JobRecord>> ended, CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow() - options.KeepEnded;
        foreach (var old in ended.Where((kept, index) => index < ended.Count - options.MostEndedPerOrganization || kept.Value.EndedAt < oldest))
        {
            await _jobs.RemoveAsync(old.Organization, old.Id, null, cancellationToken);
        }
    }

    /// <param name="Since">Jobs started after it.</param>
    private sealed record Sweep(DateTimeOffset At, int Since);
}
