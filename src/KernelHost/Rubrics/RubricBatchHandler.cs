using System.Text.Json;
using KernelHost.Jobs;
using KernelHost.Kernels;
using KernelHost.Plugins;

namespace KernelHost.Rubrics;

/// <summary>
/// Scores a batch. A submission's result has the job's id and its place in the batch for an id: what has one is not scored again after a restart.
/// A submission that cannot be scored has a result that says why, and the others go on.
/// </summary>
internal sealed class RubricBatchHandler(RubricAssistant assistant, RubricLibrary library, RubricResults results, SnapshotCache snapshots) : IJobHandler
{
    private const int AtOnce = 4;

    public string Kind => RubricBatch.JobKind;

    public async Task RunAsync(JobWork work, CancellationToken cancellationToken)
    {
        var batch = work.Input.Deserialize(RubricJson.Default.RubricBatch) ?? throw new JobFailedException("invalid_batch", "The batch is empty.");
        var setup = await SetupAsync(work.Job, cancellationToken);
        var (scored, failed) = (0, 0);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, batch.Submissions.Length, parallel, async (index, ended) =>
        {
            if (await ScoreAsync(work.Job, batch, index, setup, ended))
                Interlocked.Increment(ref scored);
            else
                Interlocked.Increment(ref failed);
            Report(work, batch.Submissions.Length, Volatile.Read(ref scored), Volatile.Read(ref failed));
        });
    }

    private static void Report(JobWork work, int all, int scored, int failed) =>
        work.Report((scored + failed) / (double)all, $"{scored} of {all} scored{(failed == 0 ? "" : $", {failed} failed")}.");

    /// <returns>False when the submission could not be scored.</returns>
    private async Task<bool> ScoreAsync(Job job, RubricBatch batch, int index, SetupSnapshot setup, CancellationToken cancellationToken)
    {
        var id = $"{job.Id}-{index + 1}";
        if (await results.FindAsync(job.OrganizationId, id, cancellationToken) is { } before)
            return before.Score is not null;

        var result = await ResultAsync(batch, index, id, job, setup, cancellationToken);
        if (!await library.HasAsync(job.OrganizationId, batch.Rubric.RubricId, cancellationToken))
            throw new JobFailedException("rubric_not_found", "The rubric was deleted meanwhile, and its results with it.");

        await results.AddAsync(job.OrganizationId, batch.Rubric.RubricId, result, cancellationToken);
        return result.Score is not null;
    }

    private async Task<RubricResult> ResultAsync(RubricBatch batch, int index, string id, Job job, SetupSnapshot setup, CancellationToken cancellationToken)
    {
        var submission = batch.Submissions[index];
        var result = new RubricResult(id, submission.Id, job.Id, null, null, batch.ScoredBy);
        try
        {
            return result with { Score = await assistant.ScoreAsync(setup, batch.Rubric, submission.Text, cancellationToken) };
        }
        catch (Exception failure) when (failure is ModelCallException or PluginFailedException or PluginArgumentException)
        {
            return result with { Error = failure.Message };
        }
    }

    private async Task<SetupSnapshot> SetupAsync(Job job, CancellationToken cancellationToken) =>
        (await snapshots.GetAsync(job.Organization, cancellationToken))?.FindSetup(job.Owner.Setup)
        ?? throw new JobFailedException("setup_not_found", $"There is no setup \"{job.Owner.Setup ?? "default"}\" any more.");
}
