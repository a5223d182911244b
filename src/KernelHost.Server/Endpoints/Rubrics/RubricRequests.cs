using System.Collections.Immutable;
using System.Text.Json.Serialization;
using KernelHost.Rubrics;
using KernelHost.Server.Endpoints.Jobs;
using KernelHost.Server.Errors;

namespace KernelHost.Server.Endpoints.Rubrics;

/// <param name="Topic">The assignment, and what matters in it.</param>
/// <param name="ScoringType">Absent = the model's choice, as is <paramref name="Levels"/>, of each criterion.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RubricTopic(string? Topic, string? ScoringType = null, int? Levels = null);

/// <param name="Save">Store what comes of it; else it is only answered.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RubricInstruction(string? Instruction, bool Save = false);

/// <summary>One submission, or a batch.</summary>
/// <param name="SubmissionId">The client's own id of the one.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record Submissions(
    string? Submission = null, string? SubmissionId = null, [property: JsonPropertyName("submissions")] IReadOnlyList<SubmissionItem>? Batch = null)
{
    private const int LongestId = 200;

    /// <summary>The one.</summary>
    /// <exception cref="ApiErrorException">422.</exception>
    public string One(RubricsOptions limits)
    {
        CheckId(SubmissionId, "submission_id");
        return Text(Submission, "submission", limits);
    }

    /// <summary>The batch.</summary>
    /// <exception cref="ApiErrorException">422.</exception>
    public ImmutableArray<BatchSubmission> All(RubricsOptions limits)
    {
        var given = Batch ?? [];
        if (Submission is not null || SubmissionId is not null)
        {
            throw RequestMembers.Invalid("submissions", "ambiguous", "Give either \"submission\" or \"submissions\".");
        }

        if (given.Count == 0 || given.Count > limits.MostPerBatch)
        {
            throw RequestMembers.Invalid("submissions", "invalid_submissions", $"A batch has 1 to {limits.MostPerBatch} submissions; this one has {given.Count}.");
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        return [.. given.Select((item, index) => Read(item, $"submissions[{index}]", ids, limits))];
    }

    private static BatchSubmission Read(SubmissionItem? item, string path, HashSet<string> ids, RubricsOptions limits)
    {
        var id = RequestMembers.Required(item?.Id, $"{path}.id");
        CheckId(id, $"{path}.id");
        return ids.Add(id)
            ? new(id, Text(item?.Text, $"{path}.text", limits))
            : throw RequestMembers.Invalid($"{path}.id", "duplicate_id", "Another submission of this batch has the same id.");
    }

    private static string Text(string? text, string member, RubricsOptions limits) => RequestMembers.Required(text, member) switch
    {
        var given when string.IsNullOrWhiteSpace(given) => throw RequestMembers.Invalid(member, "empty", $"\"{member}\" must not be empty."),
        var given when given.Length > limits.LongestSubmission => throw RequestMembers.Invalid(
            member, "too_long", $"A submission has at most {limits.LongestSubmission:N0} characters (Rubrics:LongestSubmission); this one has {given.Length:N0}."),
        var given => given,
    };

    private static void CheckId(string? id, string member)
    {
        if (id is { Length: 0 or > LongestId })
        {
            throw RequestMembers.Invalid(member, "invalid_id", $"\"{member}\" must have 1 to {LongestId} characters.");
        }
    }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SubmissionItem(string? Id, string? Text);

/// <param name="Job">Scores the batch.</param>
internal sealed record BatchAnswer(JobAnswer Job);
