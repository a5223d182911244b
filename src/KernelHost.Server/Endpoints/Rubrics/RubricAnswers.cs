using System.Text.Json;
using System.Text.Json.Nodes;
using KernelHost.Rubrics;

namespace KernelHost.Server.Endpoints.Rubrics;

internal static class RubricAnswers
{
    /// <summary>LAMB's members, with what the host knows of the rubric.</summary>
    public static JsonObject Of(OwnedRubric owned)
    {
        var json = Json(owned.Rubric);
        json.Insert(0, "id", owned.Rubric.RubricId);
        json.Add("visibility", owned.Visibility == RubricVisibility.Private ? "private" : "organization");
        json.Add("owner", owned.Owner);
        return json;
    }

    /// <summary>LAMB's members only.</summary>
    public static JsonObject Json(Rubric rubric) => JsonSerializer.SerializeToNode(rubric, RubricWire.Default.Rubric)?.AsObject() ?? [];
}

internal sealed record ProposalAnswer(JsonObject Rubric, string Explanation, bool Saved)
{
    public static ProposalAnswer Of(RubricProposal proposal, OwnedRubric? saved) =>
        new(saved is null ? RubricAnswers.Json(proposal.Rubric) : RubricAnswers.Of(saved), proposal.Explanation, saved is not null);
}

/// <param name="Id">Of the result, as it is kept.</param>
internal sealed record ScoreAnswer(string Id, decimal Total, decimal Max, IReadOnlyList<CriterionScore> Criteria);

/// <param name="SubmissionId">The client's own id of the submission; null when it gave none.</param>
/// <param name="Job">The job of its batch; null when it was scored alone.</param>
/// <param name="Status"><c>scored</c> or <c>failed</c>.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record ResultAnswer(
    string Id, string? SubmissionId, string? Job, string Status, decimal? Total, decimal? Max, IReadOnlyList<CriterionScore>? Criteria, string? Error, DateTime ScoredAt, string ScoredBy)
{
    public static ResultAnswer Of(RubricResult result) => new(
        result.Id, result.Submission, result.Job, result.Score is null ? "failed" : "scored", result.Score?.Total, result.Score?.Max, result.Score?.Criteria, result.Error,
        result.ScoredAt.UtcDateTime, result.ScoredBy);
}
