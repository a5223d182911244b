using KernelHost.Jobs;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Auth;
using KernelHost.Server.Errors;
using KernelHost.Server.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace KernelHost.Server.Endpoints.Jobs;

/// <summary>Long work: how far it is, and its end. A job is shown to whom it is for, and to the organisation's admins.</summary>
internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/jobs").RequireAuthorization(Policies.Member).WithTags("Jobs");
        group.MapGet("", ListAsync).WithSummary("Your jobs, newest first; an org-admin's key sees all of its organisation's");
        group.MapGet("/{id}", GetAsync).Produces<JobAnswer>(contentType: "application/json", additionalContentTypes: SseStream.ContentType)
            .WithSummary("One job; with Accept: text/event-stream as it goes on, until it has ended")
            .WithDescription("The stream's events are named progress, and the last one end; the data of each is the job.");
        group.MapDelete("/{id}", CancelAsync).WithSummary("Cancel a job: one that waits ends at once, one that runs as soon as its work can be left in order");
    }

    /// <summary>Whom the caller's jobs are for.</summary>
    public static JobOwner AsJobOwner(this Caller caller) => new(caller.KeyId, caller.Subject, caller.Setup, caller.Models);

    /// <summary>What an endpoint that begins a job answers.</summary>
    public static string AddressOf(Job job) => $"/api/v1/jobs/{job.Id}";

    private static async Task<ListAnswer<JobAnswer>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, OrganizationDirectory organizations, JobDirectory jobs, CancellationToken cancellationToken) =>
        ListAnswer.Of(await jobs.ListAsync(Own(caller, organizations), job => MaySee(caller, job), page.Size(), page.NumberPosition(), cancellationToken), JobAnswer.Of);

    private static async Task<Results<Ok<JobAnswer>, EmptyHttpResult>> GetAsync(
        string id, HttpContext context, Caller caller, OrganizationDirectory organizations, JobDirectory jobs, JobStreams streams)
    {
        var organization = Own(caller, organizations);
        var job = await FindAsync(id, organization, caller, jobs, context.RequestAborted);
        if (!SseStream.IsWantedBy(context.Request))
        {
            return TypedResults.Ok(JobAnswer.Of(job));
        }

        await streams.WriteAsync(context, caller, organization, job);
        return TypedResults.Empty;
    }

    // Who cancels wants it not to run: one that has ended is answered as it is.
    private static async Task<Results<Accepted<JobAnswer>, Ok<JobAnswer>>> CancelAsync(
        string id, Caller caller, OrganizationDirectory organizations, JobDirectory jobs, CancellationToken cancellationToken)
    {
        var organization = Own(caller, organizations);
        var job = await FindAsync(id, organization, caller, jobs, cancellationToken);
        await jobs.CancelAsync(organization, job);
        var now = await FindAsync(id, organization, caller, jobs, cancellationToken);
        return now.HasEnded ? TypedResults.Ok(JobAnswer.Of(now)) : TypedResults.Accepted(AddressOf(now), JobAnswer.Of(now));
    }

    private static Organization Own(Caller caller, OrganizationDirectory organizations) =>
        organizations.Find(caller.Organization) ?? throw new OrganizationNotFoundException(caller.Organization);

    private static async Task<Job> FindAsync(string id, Organization organization, Caller caller, JobDirectory jobs, CancellationToken cancellationToken) =>
        await jobs.FindAsync(organization, id, cancellationToken) is { } job && MaySee(caller, job) ? job : throw new ApiErrorException(ApiError.NotFound("job", id));

    private static bool MaySee(Caller caller, Job job) =>
        caller.Role != Role.Member || job.Owner.KeyId == caller.KeyId || (caller.Subject is { } subject && job.Owner.Subject == subject);
}
