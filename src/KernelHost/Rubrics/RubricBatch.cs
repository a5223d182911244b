using System.Collections.Immutable;

namespace KernelHost.Rubrics;

/// <summary>Submissions to be scored by one job. The rubric is as it was when the job began.</summary>
public sealed record RubricBatch(Rubric Rubric, string ScoredBy, ImmutableArray<BatchSubmission> Submissions)
{
    internal const string JobKind = "score_rubric";
}

/// <param name="Id">In the client's words; unique in its batch.</param>
public sealed record BatchSubmission(string Id, string Text);
