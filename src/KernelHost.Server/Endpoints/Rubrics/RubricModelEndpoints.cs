using KernelHost.Rubrics;
using KernelHost.Server.Auth;
using KernelHost.Server.Endpoints.Jobs;
using KernelHost.Server.Limits;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Endpoints.Rubrics;

/// <summary>What models do with rubrics, through the Rubric plugin of the organisation's kernel: draft, change, score.</summary>
internal static class RubricModelEndpoints
{
    public static void MapRubricModels(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(RubricEndpoints.Path).LimitAsModels().WithTags("Rubrics");
        var admins = group.MapGroup("").RequireAuthorization(Policies.OrgAdmin);
        admins.MapPost("/generate", GenerateAsync).AnswersJson(RubricExamples.Proposal).WithSummary("Draft a rubric for a topic; it is answered, not stored");
        admins.MapPost("/{id}/modify", ModifyAsync).AnswersJson(RubricExamples.Proposal).WithSummary("Change a rubric as an instruction asks; answered as a proposal, stored with save: true");
        var members = group.MapGroup("").RequireAuthorization(Policies.Model).AllowModelRequestSizes();
        members.MapPost("/{id}/score", ScoreAsync)
            .WithSummary("Score a submission, or submissions as a job").WithDescription("{submission} → {id, total, max, criteria}; {submissions: [{id, text}…]} → 202 {job}. What comes of it is kept in the rubric's results.");
    }

    private static async Task<ProposalAnswer> GenerateAsync(RubricTopic wanted, HttpContext context, CallerSetup callers, RubricAssistant assistant)
    {
        var topic = NotEmpty(wanted.Topic, "topic");
        var setup = await callers.OwnAsync(context.RequestAborted);
        using var scope = callers.BeginScope(context.Request);
        return ProposalAnswer.Of(await RubricArguments.TellAsync(assistant.GenerateAsync(setup, topic, wanted.ScoringType, wanted.Levels, context.RequestAborted)), null);
    }

    private static async Task<ProposalAnswer> ModifyAsync(
        string id, RubricInstruction wanted, [FromHeader(Name = "If-Match")] string? ifMatch, HttpContext context, RubricRequest request, CallerSetup callers, RubricLibrary rubrics, RubricAssistant assistant)
    {
        var instruction = NotEmpty(wanted.Instruction, "instruction");
        var expected = ConfigVersionTag.Expected(ifMatch);
        var rubric = await rubrics.GetAsync(request.User, id, context.RequestAborted);
        var setup = await callers.OwnAsync(context.RequestAborted);
        using var scope = callers.BeginScope(context.Request);
        var proposal = await RubricArguments.TellAsync(assistant.ModifyAsync(setup, rubric.Rubric, instruction, context.RequestAborted));
        if (!wanted.Save)
        {
            return ProposalAnswer.Of(proposal, null);
        }

        // What somebody else changed while the model thought is not lost.
        context.RequireStillAccepted();
        var saved = await rubrics.ReplaceAsync(request.User, id, proposal.Rubric, null, expected ?? rubric.Revision, context.RequestAborted);
        context.Response.SetTag(saved.Revision);
        return ProposalAnswer.Of(proposal, saved);
    }

    private static async Task<Results<Ok<ScoreAnswer>, Accepted<BatchAnswer>>> ScoreAsync(
        string id, Submissions given, HttpContext context, RubricRequest request, CallerSetup callers, RubricLibrary rubrics, RubricScoring scoring, IOptions<RubricsOptions> limits)
    {
        var gone = context.RequestAborted;
        var rubric = await rubrics.GetAsync(request.User, id, gone);
        if (given.Batch is not null)
        {
            var job = await scoring.StartAsync(request.Organization, request.User, rubric, given.All(limits.Value), callers.Caller.AsJobOwner(), gone);
            return TypedResults.Accepted(JobEndpoints.AddressOf(job), new BatchAnswer(JobAnswer.Of(job)));
        }

        var submission = given.One(limits.Value);
        var setup = await callers.OwnAsync(gone);
        using var scope = callers.BeginScope(context.Request);
        var result = await RubricArguments.TellAsync(scoring.ScoreAsync(request.User, rubric, setup, given.SubmissionId, submission, gone));
        return TypedResults.Ok(new ScoreAnswer(result.Id, result.Score?.Total ?? 0, result.Score?.Max ?? 0, result.Score?.Criteria ?? []));
    }

    private static string NotEmpty(string? text, string member) => string.IsNullOrWhiteSpace(RequestMembers.Required(text, member))
        ? throw RequestMembers.Invalid(member, "empty", $"\"{member}\" must not be empty.")
        : text;
}
