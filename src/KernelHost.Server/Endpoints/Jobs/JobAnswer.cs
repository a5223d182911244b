using KernelHost.Jobs;

namespace KernelHost.Server.Endpoints.Jobs;

/// <param name="Status"><c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Progress">0 to 1.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record JobAnswer(
    string Id, string Kind, string Subject, string Status, double Progress, string? Message, JobErrorAnswer? Error, DateTime CreatedAt, DateTime? StartedAt, DateTime? EndedAt)
{
    public static JobAnswer Of(Job job) => new(
        job.Id, job.Kind, job.Subject, job.Status.ToString().ToLowerInvariant(), Math.Round(job.Progress, 4), job.Message,
        job.Failure is { } failure ? new(failure.Code, failure.Message) : null, job.CreatedAt.UtcDateTime, job.StartedAt?.UtcDateTime, job.EndedAt?.UtcDateTime);
}

internal sealed record JobErrorAnswer(string Code, string Message);
