using System.Text.Json;
using System.Text.Json.Serialization;
using KernelHost.Records;

namespace KernelHost.Jobs;

/// <summary>A job as it is stored.</summary>
/// <param name="Input">Null when it has ended: it may be large (a batch's submissions), and only a restart asks for it.</param>
internal sealed record JobRecord(string Organization, string Kind, string Subject, JobOwner Owner, JsonElement? Input)
{
    public JobStatus Status { get; init; }

    public double Progress { get; init; }

    public string? Message { get; init; }

    public JobFailure? Failure { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public Job ToJob(Kept<JobRecord> kept) => new()
    {
        Id = kept.Id,
        OrganizationId = kept.Organization,
        Organization = Organization,
        Kind = Kind,
        Subject = Subject,
        Owner = Owner,
        Status = Status,
        Progress = Progress,
        Message = Message,
        Failure = Failure,
        CreatedAt = kept.CreatedAt,
        StartedAt = StartedAt,
        EndedAt = EndedAt,
    };

    public JobRecord As(Job job) => this with
    {
        Input = job.HasEnded ? null : Input,
        Status = job.Status,
        Progress = job.Progress,
        Message = job.Message,
        Failure = job.Failure,
        StartedAt = job.StartedAt,
        EndedAt = job.EndedAt,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobRecord))]
internal sealed partial class JobJson : JsonSerializerContext;
