using System.Runtime.CompilerServices;
using System.Text.Json;
using KernelHost.Organizations;
using Microsoft.Extensions.Options;

namespace KernelHost.Jobs;

/// <summary>Starts jobs and knows them. A job that has ended is remembered for a while (<see cref="JobsOptions"/>). Thread-safe.</summary>
public sealed class JobDirectory
{
    private readonly JobQueue _queue;
    private readonly JobStore _store;
    private readonly JobRunner _runner;
    private readonly JobsOptions _options;

    internal JobDirectory(JobQueue queue, JobStore store, JobRunner runner, IOptions<JobsOptions> options) =>
        (_queue, _store, _runner, _options) = (queue, store, runner, options.Value);

    /// <summary>Stores a job; it is done as soon as it is its turn, and again after a restart that interrupts it.</summary>
    /// <param name="subject">What it is done to, as a path.</param>
    /// <param name="input">What its handler needs; holds no secret.</param>
    /// <exception cref="JobsFullException">The organisation has too many that have not ended.</exception>
    /// <exception cref="OrganizationNotFoundException">It has been purged.</exception>
    public async Task<Job> StartAsync(Organization organization, string kind, string subject, JsonElement input, JobOwner owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(organization);
        if (_queue.Unfinished(organization.Id) >= _options.MostUnfinishedPerOrganization)
        {
            throw new JobsFullException(_options.MostUnfinishedPerOrganization);
        }

        await _store.RemoveOldAsync(organization.Id, cancellationToken);
        var live = await _store.AddAsync(organization.Id, new(organization.Slug, kind, subject, owner, input), cancellationToken)
            ?? throw new OrganizationNotFoundException(organization.Slug);
        var job = live.Current;
        _queue.Add(live);
        _runner.Look();
        return job;
    }

    /// <summary>Null when there is none, or it is not remembered any more.</summary>
    public async Task<Job?> FindAsync(Organization organization, string id, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(organization);
        return Live(organization, id)?.Current ?? await _store.FindAsync(organization.Id, id, cancellationToken);
    }

    /// <summary>Newest first.</summary>
    /// <param name="isShown">Those that are listed.</param>
    public async Task<Page<Job>> ListAsync(Organization organization, Func<Job, bool> isShown, int limit, string? position, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(organization);
        var shown = new List<Job>();
        Page<Job> page;
        do
        {
            page = await _store.ListAsync(organization.Id, limit - shown.Count, position, cancellationToken);
            shown.AddRange(page.Items.Select(stored => _queue.Find(stored.Id)?.Current ?? stored).Where(isShown));
            position = page.NextCursor;
        }
        while (shown.Count < limit && position is not null);

        return new(shown, position);
    }

    /// <summary>The job as it is, and again whenever it is another, until it has ended.</summary>
    public async IAsyncEnumerable<Job> WatchAsync(Organization organization, Job job, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(organization);
        ArgumentNullException.ThrowIfNull(job);
        if (Live(organization, job.Id) is not { } live)
        {
            yield return await _store.FindAsync(organization.Id, job.Id, cancellationToken) ?? job;
            yield break;
        }

        for (var (now, changed) = live.Look(); ; (now, changed) = live.Look())
        {
            yield return now;
            if (now.HasEnded)
            {
                yield break;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Ends a job that waits at once; one that runs ends as soon as its work can be left in order. Nothing when it has ended already.</summary>
    public async Task CancelAsync(Organization organization, Job job)
    {
        ArgumentNullException.ThrowIfNull(organization);
        ArgumentNullException.ThrowIfNull(job);
        if (Live(organization, job.Id) is { } live)
        {
            await _runner.CancelAsync(live);
        }
    }

    private LiveJob? Live(Organization organization, string id) => _queue.Find(id) is { } live && live.Current.OrganizationId == organization.Id ? live : null;
}

/// <summary>An organisation has as many unfinished jobs as it may.</summary>
public sealed class JobsFullException(int most) : Exception($"{most} jobs of this organisation have not ended: wait for some of them, or cancel some.");
