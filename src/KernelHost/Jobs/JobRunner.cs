using System.Collections.Frozen;
using KernelHost.Organizations;
using KernelHost.Routing;
using KernelHost.Scheduling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KernelHost.Jobs;

/// <summary>
/// Does the jobs, each in its turn. What a restart interrupts is begun again at the next start. Every change of a job's status is stored before it shows;
/// progress is in memory only.
/// </summary>
internal sealed partial class JobRunner : BackgroundService
{
    private readonly JobQueue _queue;
    private readonly JobStore _store;
    private readonly FrozenDictionary<string, IJobHandler> _handlers;
    private readonly OrganizationDirectory _organizations;
    private readonly TimeProvider _time;
    private readonly ILogger<JobRunner> _logger;
    private readonly SemaphoreSlim _look = new(0);
    private readonly List<Task> _running = [];

    public JobRunner(
        JobQueue queue, JobStore store, IEnumerable<IJobHandler> handlers, OrganizationDirectory organizations, TimeProvider time, ILogger<JobRunner> logger)
    {
        (_queue, _store, _organizations, _time, _logger) = (queue, store, organizations, time, logger);
        _handlers = handlers.ToFrozenDictionary(handler => handler.Kind, StringComparer.Ordinal);
        _organizations.Changed += Abandon;
    }

    /// <summary>There may be something to do.</summary>
    public void Look() => _look.Release();

    /// <summary>Ends one that waits at once, and asks one that runs to end.</summary>
    public async Task CancelAsync(LiveJob job)
    {
        job.Cancel();
        if (_queue.TryWithdraw(job))
        {
            await EndAsync(job, JobStatus.Cancelled, null);
        }
    }

    public override void Dispose()
    {
        _organizations.Changed -= Abandon;
        _look.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Workers.Enter();
        foreach (var interrupted in await _store.LoadAsync(stoppingToken))
        {
            _queue.Add(interrupted);
        }

        try
        {
            do
            {
                while (_queue.TryTake() is { } job)
                {
                    _running.Add(RunAsync(job, stoppingToken));
                }

                _running.RemoveAll(task => task.IsCompleted);
                await _look.WaitAsync(stoppingToken);
            }
            while (true);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(_running);   // each has been told to stop
        }
    }

    private async Task RunAsync(LiveJob job, CancellationToken stopping)
    {
        await Workers.Enter();
        try
        {
            await BeginAsync(job);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(job.Cancelled, stopping);
            using var scope = CallScope.Begin(job.Current.Owner.KeyId, job.Current.Owner.Models?.ToFrozenSet(StringComparer.Ordinal));
            await HandlerOf(job).RunAsync(new JobWork(job, job.Stored.Value.Input ?? default), end.Token);
            await EndAsync(job, JobStatus.Succeeded, null);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !job.Cancelled.IsCancellationRequested)
        {
            // It stands in the store as running, and is begun again.
        }
        catch (OperationCanceledException) when (job.Cancelled.IsCancellationRequested)
        {
            await EndAsync(job, JobStatus.Cancelled, null);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A handler may throw anything; the others go on.
            await EndAsync(job, JobStatus.Failed, Explain(job.Current, failure));
        }
        finally
        {
            _queue.Leave(job);
            if (!stopping.IsCancellationRequested)
            {
                Look();
            }
        }
    }

    private Task BeginAsync(LiveJob job) => MoveAsync(job, now => now with { Status = JobStatus.Running, StartedAt = _time.GetUtcNow() });

    private async Task EndAsync(LiveJob job, JobStatus status, JobFailure? failure)
    {
        try
        {
            await MoveAsync(job, now => now with { Status = status, Failure = failure, Progress = status == JobStatus.Succeeded ? 1 : now.Progress, EndedAt = _time.GetUtcNow() });
        }
        catch (Exception unstored) when (unstored is not OutOfMemoryException)
        {
            LogNotStored(job.Current.Id, unstored);   // it is begun again at the next start, as if the host had been killed now
        }

        _queue.Remove(job);
        LogEnded(job.Current.Kind, job.Current.Id, job.Current.Organization, job.Current.Status, failure?.Code);
    }

    private async Task MoveAsync(LiveJob job, Func<Job, Job> move)
    {
        await _store.SaveAsync(job, move(job.Current));
        job.Change(move);
    }

    private IJobHandler HandlerOf(LiveJob job) => _handlers.GetValueOrDefault(job.Current.Kind)
        ?? throw new JobFailedException("unknown_job_kind", $"This host does not know jobs of the kind \"{job.Current.Kind}\"; a newer one began it.");

    private JobFailure Explain(Job job, Exception failure)
    {
        switch (failure)
        {
            case JobFailedException known:
                return new(known.Code, known.Message);
            case ModelCallException unanswered:
                return new(unanswered.Reason, unanswered.Message);
            default:
                LogFailed(job.Kind, job.Id, failure.GetType().Name);
                return new("internal_error", "Something went wrong in the host; its log has the kind of failure under this job's id.");
        }
    }

    // What a deleted organisation asked for is wanted by nobody.
    private void Abandon(Organization organization)
    {
        if (organization.Status == OrganizationStatus.Deleted)
        {
            foreach (var job in _queue.Live.Where(live => live.Current.OrganizationId == organization.Id))
            {
                _ = CancelAsync(job);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Job {Kind} {Id} of {Organization}: {Status} {Code}")]
    private partial void LogEnded(string kind, string id, string organization, JobStatus status, string? code);

    [LoggerMessage(LogLevel.Error, "Job {Kind} {Id} failed: {Failure}")]
    private partial void LogFailed(string kind, string id, string failure);

    [LoggerMessage(LogLevel.Error, "The end of job {Id} could not be stored.")]
    private partial void LogNotStored(string id, Exception failure);
}
