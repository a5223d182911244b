using System.Collections.Immutable;
using System.Text.Json;
using KernelHost.Jobs;
using KernelHost.Kernels;
using KernelHost.Organizations;

namespace KernelHost.Rubrics;

/// <summary>Scores submissions and keeps what they reached. Thread-safe.</summary>
public sealed class RubricScoring
{
    private readonly RubricAssistant _assistant;
    private readonly RubricResults _results;
    private readonly JobDirectory _jobs;
    private readonly TimeProvider _time;

    internal RubricScoring(RubricAssistant assistant, RubricResults results, JobDirectory jobs, TimeProvider time) =>
        (_assistant, _results, _jobs, _time) = (assistant, results, jobs, time);

    /// <summary>Scores one submission and keeps the result.</summary>
    /// <param name="submissionId">Its id in the client's words, if it has one.</param>
    /// <exception cref="ModelCallException">No model answered; nothing is kept.</exception>
    /// <exception cref="Plugins.PluginFailedException">Its answers could not be used; nothing is kept.</exception>
    /// <exception cref="RubricException">The rubric was removed meanwhile.</exception>
    public async Task<RubricResult> ScoreAsync(
        RubricUser user, OwnedRubric rubric, SetupSnapshot setup, string? submissionId, string submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(rubric);
        var score = await _assistant.ScoreAsync(setup, rubric.Rubric, submission, cancellationToken);
        var result = new RubricResult(Guid.CreateVersion7(_time.GetUtcNow()).ToString(), submissionId, null, score, null, user.Owner);
        return await _results.AddAsync(user.Organization, rubric.Rubric.RubricId, result, cancellationToken) ?? throw RubricException.NotFound(rubric.Rubric.RubricId);
    }

    /// <summary>Begins a job that scores each submission and keeps the results, of those that fail too.</summary>
    /// <param name="owner">The key whose model calls they are.</param>
    /// <exception cref="JobsFullException"/>
    public Task<Job> StartAsync(
        Organization organization, RubricUser user, OwnedRubric rubric, ImmutableArray<BatchSubmission> submissions, JobOwner owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(rubric);
        var batch = JsonSerializer.SerializeToElement(new RubricBatch(rubric.Rubric, user.Owner, submissions), RubricJson.Default.RubricBatch);
        return _jobs.StartAsync(organization, RubricBatch.JobKind, $"rubrics/{rubric.Rubric.RubricId}", batch, owner, cancellationToken);
    }
}
