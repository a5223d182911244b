namespace KernelHost.Rubrics;

/// <summary>What came of scoring one submission; the submission itself is not kept.</summary>
/// <param name="Submission">The submission's id in the client's words; null when it gave none.</param>
/// <param name="Job">The job of its batch; null when it was scored alone.</param>
/// <param name="Score">Null when it failed.</param>
/// <param name="Error">Why it failed, for people; null when it did not.</param>
/// <param name="ScoredBy">Who asked for it, as <see cref="RubricUser.Owner"/>.</param>
public sealed record RubricResult(string Id, string? Submission, string? Job, RubricScore? Score, string? Error, string ScoredBy)
{
    public DateTimeOffset ScoredAt { get; init; }
}
