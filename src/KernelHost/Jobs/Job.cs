using System.Collections.Immutable;

namespace KernelHost.Jobs;

/// <summary>Long work that somebody asked for, as it stands. Immutable.</summary>
public sealed record Job
{
    public required string Id { get; init; }

    public required Guid OrganizationId { get; init; }

    /// <summary>The organisation's slug.</summary>
    public required string Organization { get; init; }

    /// <summary>What kind of work it is, such as <c>ingest</c>: whose <see cref="IJobHandler"/> does it.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is done to, as a path: <c>knowledge-bases/handbook/documents/doc_1</c>.</summary>
    public required string Subject { get; init; }

    public required JobOwner Owner { get; init; }

    public JobStatus Status { get; init; }

    /// <summary>How much is done: 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>Where it is, for people.</summary>
    public string? Message { get; init; }

    /// <summary>Why it failed.</summary>
    public JobFailure? Failure { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it began, the last time if a restart interrupted it.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public bool HasEnded => Status is JobStatus.Succeeded or JobStatus.Failed or JobStatus.Cancelled;
}

public enum JobStatus
{
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}

/// <param name="Code">A stable word for programs.</param>
/// <param name="Message">For people; holds no secret.</param>
public sealed record JobFailure(string Code, string Message);

/// <summary>Whom a job is for: its model calls are that key's, within its setup and models.</summary>
/// <param name="Subject">Whom the key stands for; all keys of one subject may see its jobs.</param>
/// <param name="Setup">The setup the work is done in; null = the organisation's default.</param>
/// <param name="Models">The only models it may call; null = all.</param>
public sealed record JobOwner(string KeyId, string? Subject, string? Setup, ImmutableArray<string>? Models);
